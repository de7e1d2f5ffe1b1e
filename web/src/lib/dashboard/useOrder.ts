/** Reordering of files: by dragging rows, by Alt with the arrows, by menu. Off while a filter hides what lies between. */
import { useState, type DragEvent } from 'react';
import type { DashboardFile, Section } from '../api/types';
import type { DashboardActions } from './useDashboard';

type Options = { files: DashboardFile[]; sections: Section[]; selected: ReadonlySet<string>; actions: DashboardActions; enabled: boolean };

/** Tells our rows from files that come from outside. */
const ROW = 'application/x-countersign-row';

export function useOrder({ files, sections, selected, actions, enabled }: Options) {
  const [dragged, setDragged] = useState<readonly string[]>([]);
  const [over, setOver] = useState<string | null>(null);

  const neighbours = (file: DashboardFile) => {
    const inside = files.filter((other) => other.section === file.section);
    const at = inside.findIndex((other) => other.id === file.id);
    return { before: inside[at - 1], after: inside[at + 1], behind: inside[at + 2] };
  };
  const up = (file: DashboardFile): (() => void) | undefined => {
    const { before } = neighbours(file);
    return enabled && before ? () => void actions.placeFiles([file.id], file.section, before.id) : undefined;
  };
  const down = (file: DashboardFile): (() => void) | undefined => {
    const { after, behind } = neighbours(file);
    return enabled && after ? () => void actions.placeFiles([file.id], file.section, behind?.id ?? null) : undefined;
  };
  /** Alt with an arrow; at the edge of a section the file goes into the next one. */
  const press = (file: DashboardFile, key: string): void => {
    if (!enabled) return;
    const step = key === 'ArrowUp' ? up(file) : down(file);
    if (step) return step();
    const at = sections.findIndex((section) => section.id === file.section);
    const next = sections[key === 'ArrowUp' ? at - 1 : at + 1];
    if (!next) return;
    const first = files.find((other) => other.section === next.id);
    void actions.placeFiles([file.id], next.id, key === 'ArrowUp' ? null : (first?.id ?? null));
  };

  const end = () => {
    setDragged([]);
    setOver(null);
  };
  const place = (row: string, section: string, before: string | null) => ({
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(ROW)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      setOver(row);
    },
    onDrop: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(ROW)) return;
      event.preventDefault();
      const ids = dragged;
      end();
      if (before === null || !ids.includes(before)) void actions.placeFiles([...ids], section, before);
    },
  });
  /** What a file's row needs: it can be taken, and others can be dropped before it. */
  const row = (file: DashboardFile) =>
    enabled
      ? {
          draggable: true,
          onDragStart: (event: DragEvent) => {
            event.dataTransfer.setData(ROW, file.id);
            event.dataTransfer.effectAllowed = 'move';
            // Whoever drags one of the selected drags all of them.
            setDragged(selected.has(file.id) ? [...selected] : [file.id]);
          },
          onDragEnd: end,
          ...place(file.id, file.section, file.id),
        }
      : {};
  /** What the head of a section needs: what is dropped there comes first in it. */
  const head = (section: Section) => (enabled ? place(section.id, section.id, files.find((file) => file.section === section.id && !dragged.includes(file.id))?.id ?? null) : {});
  const look = (id: string) => `${over === id ? ' drop-at' : ''}${dragged.includes(id) ? ' dragged' : ''}`;

  return { up, down, press, row, head, look };
}
