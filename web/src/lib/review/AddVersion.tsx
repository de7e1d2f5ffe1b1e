/** A reviewer adds the next version of the file, where the group lets them: who they are, one file, progress. */
import { useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState, type FormEvent } from 'react';
import { keys } from '../api/keys';
import { retryWords, sentence } from '../api/problem';
import { size } from '../format/size';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Progress } from '../ui/Loading';
import { toasts } from '../ui/toast';
import { useReview } from './context';
import { IdentityForm } from './IdentityForm';
import { sendVersion } from './send-version';

export function AddVersion({ onClose }: { readonly onClose: () => void }) {
  const { page, tasks, goTo } = useReview();
  const client = useQueryClient();
  const form = useId();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState(0);
  const [sending, setSending] = useState<AbortController | null>(null);
  const [error, setError] = useState<unknown>(null);

  const send = async (chosen: File) => {
    const started = new AbortController();
    setSending(started);
    setError(null);
    try {
      const added = await sendVersion(page.review.id, chosen, started.signal, setSent);
      void client.invalidateQueries({ queryKey: keys.review(page.review.id) });
      onClose();
      toasts.show(`Added ${chosen.name}. It is the newest version now.`, { icon: 'upload' });
      goTo(added.review);
    } catch (failed) {
      setSending(null);
      setSent(0);
      if (!started.signal.aborted) setError(failed);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file && !sending) void send(file);
  };
  if (page.me.needs_identity)
    return (
      <Dialog title="Who is adding a version?" width="small" open onClose={onClose}>
        <IdentityForm written={false} button="Go on" busy="One moment" onDone={tasks.identify} />
      </Dialog>
    );
  const share = file && file.size > 0 ? Math.round((sent / file.size) * 100) : 0;
  return (
    <Dialog
      title="Add a new version"
      width="small"
      open
      keep={sending !== null || file !== null}
      onClose={onClose}
      footer={
        <>
          <Button onPress={sending ? () => sending.abort() : onClose}>{sending ? 'Stop' : 'Cancel'}</Button>
          <Button type="submit" form={form} variant="primary" busy={sending ? `Sending, ${share} %` : undefined} off={file ? undefined : 'Choose a file first.'}>
            Add version
          </Button>
        </>
      }
    >
      <form id={form} className="stack stack-4" onSubmit={submit}>
        <p className="t2">
          Your file becomes the newest version of {page.file.name}. {page.team.name} sees that it is yours, and its review starts in {page.group.name}.
        </p>
        <div className="row row-3">
          <Button icon="upload" off={sending ? 'The file is on its way.' : undefined} onPress={() => input.current?.click()}>
            {file ? 'Choose another file' : 'Choose a file'}
          </Button>
          <span className="grow clip" role="status">
            {file && `${file.name}, ${size(file.size)}`}
          </span>
        </div>
        <input
          ref={input}
          className="sr"
          type="file"
          tabIndex={-1}
          aria-label="File of the new version"
          onChange={(event) => {
            setFile(event.target.files?.[0] ?? null);
            setError(null);
            // The same file can be chosen again.
            event.target.value = '';
          }}
        />
        {sending && <Progress label="Sent" value={share} />}
        {error !== null && (
          <p className="bad t12" role="alert">
            {sentence(error)}
            {retryWords(error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
