/** Sends a whole file as the next version, with progress; can be ended. */
import { API } from '../api/client';
import { offline, toProblem, unreadable } from '../api/problem';
import type { AddedVersion } from '../api/types';

export type Sending = { done: Promise<AddedVersion>; stop: () => void };

/** Ended by whoever sent it: nothing was kept, and nobody has to be told. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export function sendVersion(review: string, file: File, onProgress: (sent: number) => void): Sending {
  // fetch tells nothing of what is sent.
  const request = new XMLHttpRequest();
  const done = new Promise<AddedVersion>((resolve, reject) => {
    request.open('POST', `${API}/reviews/${review}/versions`);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('version-name', encodeURIComponent(file.name));
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded));
    request.addEventListener('error', () => reject(offline()));
    request.addEventListener('abort', () => reject(new Stopped('The upload was ended.')));
    request.addEventListener('load', () => {
      const value = parse(request.responseText);
      if (request.status === 201 && value !== undefined) resolve(value as AddedVersion);
      else reject(toProblem(value, request.status) ?? unreadable(request.status));
    });
    request.send(file);
  });
  return { done, stop: () => request.abort() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
