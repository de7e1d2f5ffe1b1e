/** Files as one archive that the browser saves while it arrives. Asked for first, so that a refusal is a sentence and not a broken file. */
import { API } from '../api/client';
import { offline, sentence } from '../api/problem';
import { size } from '../format/size';
import { toasts } from '../ui/toast';

/** As many as the server takes in one address. */
export const MOST_FILES = 200;

type Choice = { files?: string[]; section?: string };

export function downloadArchive(project: string, what: string, { files, section }: Choice = {}): Promise<void> {
  const words = new URLSearchParams({ ...(files && { files: files.join(',') }), ...(section && { section }) });
  return fetchArchive(`${API}/projects/${project}/content.zip${words.size > 0 ? `?${words}` : ''}`, what);
}

/** Everything that a group reviews, as far as its settings allow. */
export function downloadGroup(group: string, what: string): Promise<void> {
  return fetchArchive(`${API}/groups/${group}/content.zip`, what);
}

async function fetchArchive(address: string, what: string): Promise<void> {
  try {
    const asked = await fetch(address, { method: 'HEAD', credentials: 'same-origin', redirect: 'error' }).catch(() => {
      throw offline();
    });
    if (!asked.ok) return void toasts.error(refusal(asked.status));
    save(address);
    const bytes = Number(asked.headers.get('content-length'));
    toasts.show(`Downloading ${what}${bytes > 0 ? `, ${size(bytes)}` : ''}`, { icon: 'download' });
  } catch (error) {
    toasts.error(sentence(error));
  }
}

/** An answer to HEAD has no sentence of its own. */
function refusal(status: number): string {
  if (status === 404) return 'Some of these files are no longer here. Nothing was downloaded. Reload the page, then choose again.';
  if (status === 409) return 'There are no files here that could be downloaded.';
  if (status === 403) return 'This group does not allow downloads now. Ask the person who invited you.';
  if (status === 401) return 'You are no longer signed in. Sign in, then download again.';
  return 'The server could not put the files together. Nothing was downloaded. Try again in a moment.';
}

function save(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  // The name comes from the server.
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
