/** Counts of the project on the left, filters and density on the right. */
import type { Ref } from 'react';
import type { DashboardTotals } from '../api/types';
import { Button } from '../ui/Button';
import { Segmented } from '../ui/Choice';
import { TextField } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { Menu } from '../ui/Menu';
import { StatusText } from '../ui/Status';
import { lookWord, type StatusLook } from '../ui/status';
import type { Density } from './DashboardPage';
import type { Filter, StatusFilter } from './grid';

export const statusChoices: readonly { status: StatusFilter; look?: StatusLook; word: string }[] = [
  { status: 'all', word: 'Any status' },
  { status: 'review', look: 'review', word: lookWord.review },
  { status: 'request', look: 'request', word: lookWord.request },
  { status: 'approve', look: 'approve', word: lookWord.approve },
  { status: 'changes_ok', look: 'changes-ok', word: lookWord['changes-ok'] },
  { status: 'reject', look: 'reject', word: lookWord.reject },
  { status: 'overdue', look: 'overdue', word: lookWord.overdue },
  { status: 'none', look: 'open', word: 'Not started somewhere' },
];

type Props = {
  totals: DashboardTotals;
  filter: Filter;
  onFilter: (filter: Partial<Filter>) => void;
  density: Density;
  onDensity: (density: Density) => void;
  inputRef: Ref<HTMLInputElement>;
};

export function FilterBar({ totals, filter, onFilter, density, onDensity, inputRef }: Props) {
  const chosen = statusChoices.find((choice) => choice.status === filter.status);
  return (
    <div className="fbar">
      <span className="sumline">
        <b className="semi">
          {totals.approved} of {totals.reviews} <span className="hide-s">reviews </span>approved
        </b>
        {totals.overdue > 0 && <StatusText look="overdue">{totals.overdue} overdue</StatusText>}
        {totals.needs_changes > 0 && <StatusText look="request">{totals.needs_changes === 1 ? '1 needs changes' : `${totals.needs_changes} need changes`}</StatusText>}
      </span>
      <span className="grow" />
      <TextField
        ref={inputRef}
        type="search"
        label="Filter files"
        hideLabel
        soft
        icon="search"
        placeholder="Filter files"
        className="fsearch"
        value={filter.name}
        onChange={(name) => onFilter({ name })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onFilter({ name: '' });
        }}
      />
      <Menu
        label="Status"
        groups={[{ actions: statusChoices.map(({ status, look, word }) => ({ id: status, label: word, on: status === filter.status, ...(look && { status: look }), run: () => onFilter({ status }) })) }]}
      >
        <Button variant={filter.status === 'all' ? 'ghost' : 'plain'} size="small" icon="filter">
          {filter.status === 'all' ? 'Status' : chosen?.word}
        </Button>
      </Menu>
      <Segmented
        className="hide-s"
        label="Row height"
        value={density}
        onChange={onDensity}
        options={[
          { value: 'comfortable', label: 'Comfortable', content: <Icon name="rows2" /> },
          { value: 'compact', label: 'Compact', content: <Icon name="rows" /> },
        ]}
      />
    </div>
  );
}
