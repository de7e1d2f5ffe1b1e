/** The whole page is a drop target; dropping on a file adds a version to it. */
import { useEffect, useRef, useState } from 'react';
import { fromDrop, type Picked } from '../upload/dropped';
import { Icon } from '../ui/Icon';

export function DropOverlay({ project, onDrop }: { project: string; onDrop: (picked: Picked[], onto?: string) => void }) {
  const [over, setOver] = useState<{ onto: string | undefined } | null>(null);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  });
  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    // A dialog has its own drop target.
    const blocked = () => document.querySelector('.scrim') !== null;
    const drag = (event: DragEvent) => {
      if (!carriesFiles(event) || blocked()) return;
      event.preventDefault();
      setOver((was) => {
        const onto = fileUnder(event);
        return was && was.onto === onto ? was : { onto };
      });
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(null);
    const drop = (event: DragEvent) => {
      setOver(null);
      if (!carriesFiles(event) || blocked() || !event.dataTransfer) return;
      event.preventDefault();
      const onto = fileUnder(event);
      void fromDrop(event.dataTransfer).then((picked) => latest.current(picked, picked.length === 1 ? onto : undefined));
    };
    window.addEventListener('dragover', drag);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', drag);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  useEffect(() => {
    if (!over?.onto) return;
    const row = [...document.querySelectorAll<HTMLElement>('[data-file]')].find((found) => found.dataset.file === over.onto);
    row?.classList.add('drop-on');
    return () => row?.classList.remove('drop-on');
  }, [over]);
  if (!over) return null;
  return (
    <div className="dropo" aria-hidden="true">
      <span className="dropo-l">
        <Icon name="upload" />
        {over.onto ? 'Drop to add a new version of this file' : `Drop to upload to ${project}`}
      </span>
    </div>
  );
}

function fileUnder(event: DragEvent): string | undefined {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('[data-file]')?.dataset.file : undefined;
}
