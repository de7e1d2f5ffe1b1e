/** Editing an own comment in its card. The new words outlive the box until they are saved or given up; Esc keeps the old text. */
import { useRef } from 'react';
import type { Comment } from '../api/types';
import { Button } from '../ui/Button';
import { fromBody, isEmpty } from './body';
import { useReview } from './context';
import { editKey } from './drafts';
import { MentionBox } from './MentionBox';

export function EditBox({ comment }: { readonly comment: Comment }) {
  const { state, tell, tasks, page } = useReview();
  const { text, mentions } = state.drafts[editKey(comment.id)] ?? fromBody(comment.body);
  const followed = useRef(0);
  const save = () => !isEmpty(text) && tasks.saveEdit(comment, text, mentions);
  const cancel = () => tell({ type: 'edit', comment: null });
  return (
    <div className="rv-edit">
      <MentionBox
        label="Edit comment"
        value={text}
        mentions={mentions}
        people={page.people}
        focusCalls={1}
        followed={followed}
        onChange={(words, people) => tell({ type: 'rewritten', comment: comment.id, text: words, mentions: people })}
        onSend={save}
        onEscape={cancel}
      />
      <div className="row">
        <span className="grow" />
        <Button variant="ghost" size="small" onPress={cancel}>
          Cancel
        </Button>
        <Button size="small" variant="primary" off={isEmpty(text) ? 'A comment needs some words' : undefined} onPress={save}>
          Save
        </Button>
      </div>
    </div>
  );
}
