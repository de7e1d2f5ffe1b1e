/** How far the reviews of a project are, as one bar; its name carries the counts. */
import type { ProjectCard } from '../api/types';

type Counts = ProjectCard['reviews'];

const parts: { key: keyof Counts; look: string; word: string }[] = [
  { key: 'approve', look: 'b-approve', word: 'approved' },
  { key: 'changes_ok', look: 'b-changes-ok', word: 'approved with changes' },
  { key: 'request', look: 'b-request', word: 'need changes' },
  { key: 'reject', look: 'b-reject', word: 'rejected' },
  { key: 'review', look: 'b-review', word: 'in review' },
];

export function reviewCount(counts: Counts): number {
  return parts.reduce((sum, part) => sum + counts[part.key], 0);
}

export function ApprovalBar({ counts }: { counts: Counts }) {
  const total = reviewCount(counts);
  const said = parts.filter((part) => counts[part.key] > 0).map((part) => `${counts[part.key]} ${part.word}`);
  let start = 0;
  return (
    <svg className="bar" role="img" aria-label={said.join(', ') || 'No reviews yet'}>
      {total === 0 && <rect x="0" width="100%" height="6" rx="2" className="b-open" />}
      {parts.map(({ key, look }) => {
        if (counts[key] === 0) return null;
        const x = start;
        const width = (counts[key] / total) * 100;
        start += width;
        return <rect key={key} x={`${x}%`} width={`${Math.max(1, width - (start < 99.9 ? 1 : 0))}%`} height="6" rx="2" className={look} />;
      })}
    </svg>
  );
}
