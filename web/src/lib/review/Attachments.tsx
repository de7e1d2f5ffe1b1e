/** Files of comments: chosen in the composer, listed in the cards. They are saved, never opened here. */
import { useRef } from 'react';
import { API } from '../api/client';
import type { Attachment } from '../api/types';
import { size } from '../format/size';
import { IconButton } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { useReview } from './context';
import { draftOf, FILES_COMING } from './review-state';

export function AttachButton({ large = false }: { readonly large?: boolean }) {
  const { page, state, tasks } = useReview();
  const input = useRef<HTMLInputElement>(null);
  const off = state.attaching ? FILES_COMING : page.me.needs_identity ? 'Send a comment first, so that the team knows who attaches files' : undefined;
  const choose = (files: FileList | null) => {
    if (files && files.length > 0) void tasks.attach([...files]);
  };
  return (
    <>
      <IconButton icon="clip" size={large ? 20 : 16} label="Attach files, 10 MB each" off={off} onPress={() => input.current?.click()} />
      <input
        ref={input}
        className="sr"
        type="file"
        multiple
        tabIndex={-1}
        aria-label="Files to attach"
        onChange={(event) => {
          choose(event.target.files);
          // The same file can be chosen again.
          event.target.value = '';
        }}
      />
      <span className="sr" role="status">
        {state.attaching ? 'Attaching files' : ''}
      </span>
    </>
  );
}

/** What waits for the comment that is being written. */
export function DraftFiles() {
  const { state, tell } = useReview();
  const { attachments } = draftOf(state);
  if (attachments.length === 0) return null;
  return (
    <ul className="rv-files" aria-label="Attached files">
      {attachments.map((file) => (
        <li key={file.id} className="t12">
          <Icon name="clip" size={12} />
          <span className="clip grow" dir="auto">{file.name}</span>
          <span className="t3 nowrap">{size(file.size)}</span>
          <IconButton icon="x" size={14} label={`Remove ${file.name}`} onPress={() => tell({ type: 'detached', file: file.id })} />
        </li>
      ))}
    </ul>
  );
}

export function Files({ files, sent }: { readonly files: readonly Attachment[]; readonly sent: boolean }) {
  if (files.length === 0) return null;
  return (
    <ul className="rv-files" aria-label="Attached files">
      {files.map((file) => (
        <li key={file.id} className="t12">
          <Icon name="clip" size={12} />
          {sent ? (
            <a className="link clip grow" href={`${API}/attachments/${file.id}`} download={file.name} dir="auto">
              {file.name}
            </a>
          ) : (
            <span className="clip grow" dir="auto">{file.name}</span>
          )}
          <span className="t3 nowrap">{size(file.size)}</span>
        </li>
      ))}
    </ul>
  );
}
