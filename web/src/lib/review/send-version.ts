/** Sends a whole file as the next version, with progress; ended by the signal, nothing is kept. */
import { API } from '../api/client';
import { unreadable } from '../api/problem';
import { request } from '../api/send';
import type { AddedVersion } from '../api/types';

export async function sendVersion(review: string, file: File, signal: AbortSignal, onSent: (sent: number) => void): Promise<AddedVersion> {
  const headers = { accept: 'application/json', 'content-type': 'application/octet-stream', 'version-name': encodeURIComponent(file.name) };
  const answer = await request('POST', `${API}/reviews/${review}/versions`, { headers, body: file, signal, onSent });
  if (answer.status !== 201 || answer.value === undefined) throw unreadable(answer.status);
  return answer.value as AddedVersion;
}
