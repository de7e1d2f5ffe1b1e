/** Editing an own comment in its card. Esc keeps the old text. */
import { useRef, useState } from 'react';
import type { Comment } from '../api/types';
import { Button } from '../ui/Button';
import { fromBody, isEmpty } from './body';
import { useReview } from './context';
import { MentionBox } from './MentionBox';

export function EditBox({ comment }: { readonly comment: Comment }) {
  const { tell, tasks, page } = useReview();
  const [draft, setDraft] = useState(() => fromBody(comment.body));
  const followed = useRef(0);
  const save = () => !isEmpty(draft.text) && tasks.saveEdit(comment, draft.text, draft.mentions);
  return (
    <div className="rv-edit">
      <MentionBox
        label="Edit comment"
        value={draft.text}
        mentions={draft.mentions}
        people={page.people}
        focusCalls={1}
        followed={followed}
        onChange={(text, mentions) => setDraft({ text, mentions: [...mentions] })}
        onSend={save}
        onEscape={() => tell({ type: 'edit', comment: null })}
      />
      <div className="row">
        <span className="grow" />
        <Button variant="ghost" size="small" onPress={() => tell({ type: 'edit', comment: null })}>
          Cancel
        </Button>
        <Button size="small" variant="primary" off={isEmpty(draft.text) ? 'A comment needs some words' : undefined} onPress={save}>
          Save
        </Button>
      </div>
    </div>
  );
}
