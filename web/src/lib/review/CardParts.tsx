/** Parts of a comment's card that also stand below replies: likes, where a copy came from, what can be done. */
import { Button as AriaButton } from 'react-aria-components/Button';
import type { Ability, Comment } from '../api/types';
import { IconButton } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Menu, type MenuAction } from '../ui/Menu';
import { Tooltip } from '../ui/Tooltip';
import { useReview } from './context';
import type { Entry } from './threads';

/** From this many percent on a place counts as found again. */
const FOUND = 50;

/** Whose words they are: of a copy, whoever wrote them first, where that may be known. */
export const writerOf = (comment: Comment) => comment.copied?.author ?? comment.author;

/** "You, Ingrid and 3 others". */
export function likeWords({ likes }: Pick<Comment, 'likes'>, viewer: string | null): string {
  const names = [...(likes.own ? ['You'] : []), ...likes.people.filter((person) => person.id !== viewer).map((person) => person.name)];
  const shown = names.slice(0, 5);
  const more = likes.count - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export function LikeButton({ comment }: { comment: Comment }) {
  const { tasks, viewer, layout } = useReview();
  const { count, own } = comment.likes;
  const size = layout === 'phone' ? 16 : 14;
  const who = likeWords(comment, viewer?.id ?? null);
  if (!comment.abilities.includes('like') && count === 0) return null;
  if (!comment.abilities.includes('like'))
    return (
      <span className="rv-likes" title={who}>
        <Icon name="like" size={size} />
        <span className="sr">Liked by {who}: </span>
        {count}
      </span>
    );
  const button = (
    <AriaButton className={`rv-likes${own ? ' on' : ''}`} aria-pressed={own} aria-label={count === 0 ? 'Like' : `Like, ${count === 1 ? '1 person likes' : `${count} people like`} this`} onPress={() => tasks.like(comment)}>
      <Icon name="like" size={size} />
      {count === 0 ? 'Like' : count}
    </AriaButton>
  );
  return count === 0 ? button : <Tooltip text={who}>{button}</Tooltip>;
}

/** "From v1 in Legal, copied by Mara · found again, 94 % sure". */
export function Provenance({ comment }: { comment: Comment }) {
  const { page } = useReview();
  const { copied } = comment;
  if (!copied) return null;
  const here = copied.version_number === page.version.number;
  const from = here && copied.group ? copied.group : `v${copied.version_number}${copied.group ? ` in ${copied.group}` : ''}`;
  return (
    <p className="rv-from t12">
      <Icon name="copy" size={12} />
      <span>
        {copied.author ? `From ${from}, copied by ${comment.author.name}` : `From ${here ? 'elsewhere' : from}, copied`}
        {!here && comment.markers.length > 0 && <span className="t3"> · {sureWords(copied.sure, quotes(comment))}</span>}
      </span>
    </p>
  );
}

/** Words are found or not; a picture is more or less alike. */
export function sureWords(sure: number | null, quoted: boolean): string {
  if (sure === null) return 'same place as before, not compared';
  if (sure === 100) return 'found again at its place';
  if (sure >= FOUND) return `found again, ${sure} % sure`;
  return quoted ? 'its words were not found, it stands where it stood' : `its place looks different now, ${sure} % alike`;
}

const quotes = (comment: Comment) => comment.markers.some((marker) => marker.selectors.some((selector) => selector.type === 'TextQuoteSelector'));

export function CardMenu({ entry }: { entry: Entry }) {
  const { tell, tasks, page } = useReview();
  const { comment, delivery } = entry;
  if (delivery !== 'sent' || comment.deleted) return null;
  const may = (ability: Ability) => comment.abilities.includes(ability);
  const forReviewers = page.me.is_member && !comment.team_only;
  const links: MenuAction[] = [
    { id: 'link', label: page.me.is_member ? 'Copy link for members' : 'Copy link', icon: 'link', run: () => tasks.copyLink(comment, 'access') },
    ...(forReviewers ? [{ id: 'review-link', label: `Copy link for ${page.group.name}`, icon: 'people' as const, run: () => tasks.copyLink(comment, 'review link') }] : []),
  ];
  const actions: MenuAction[] = [
    ...(may('pin') ? [{ id: 'pin', label: comment.pinned ? 'Unpin' : 'Pin to the top', icon: 'up' as const, run: () => tasks.pin(comment) }] : []),
    ...(may('edit') ? [{ id: 'edit', label: 'Edit', icon: 'draw' as const, run: () => tell({ type: 'edit', comment: comment.id }) }] : []),
    ...(may('delete') ? [{ id: 'delete', label: 'Delete', icon: 'trash' as const, danger: true, run: () => tasks.remove(comment) }] : []),
  ];
  return (
    <Menu label="Comment" groups={[{ actions: links }, ...(actions.length > 0 ? [{ actions }] : [])]}>
      <IconButton icon="more" label={`More for the comment by ${writerOf(comment).name}`} className="rv-more" />
    </Menu>
  );
}
