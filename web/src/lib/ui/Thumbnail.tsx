/** Small picture of a version. Until the preview exists it shows the kind of file, and appears by itself when it is ready. */
import { useEffect, useState } from 'react';
import { API, get } from '../api/client';
import { onChange } from '../api/live';
import type { Kind } from '../api/types';
import { Icon, type IconName } from './Icon';
import './thumbnail.css';

/** Kinds of which the server makes pictures. */
const pictured: ReadonlySet<Kind> = new Set(['image', 'pdf']);
const kindIcon: Partial<Record<Kind, IconName>> = { audio: 'sound', archive: 'folder', html: 'globe', video: 'play' };
const ASK_AGAIN_MS = [2_000, 3_000, 5_000, 10_000, 20_000, 40_000];

type Props = { version: string; kind?: Kind; variant?: 'thumbnail' | 'display'; className?: string };

export function Thumbnail({ version, kind = 'image', variant = 'thumbnail', className = 'thumb' }: Props) {
  const asks = pictured.has(kind);
  const { attempt, failed, fail } = usePicture(version);

  if (asks && !failed)
    return (
      <span className={className}>
        <img
          key={attempt}
          src={`${API}/versions/${version}/${variant}`}
          alt=""
          decoding="async"
          loading="lazy"
          onError={fail}
          onLoad={(event) => event.currentTarget.classList.add('shown')}
        />
        {kind === 'video' && (
          <span className="thumb-play">
            <Icon name="play" size={12} />
          </span>
        )}
      </span>
    );
  const icon = kindIcon[kind];
  return (
    <span className={`${className} thumb-none`}>
      {icon ? <Icon name={icon} /> : <span className="page-mini"><i /><i /><i /><i /></span>}
    </span>
  );
}

/** After a failure the picture's state is asked, until it is ready or will never be. */
function usePicture(version: string): { attempt: number; failed: boolean; fail: () => void } {
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!failed) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = 0;
    let over = false;
    const ask = async () => {
      clearTimeout(timer);
      const state = await get(`/versions/${version}/preview`).then((preview) => preview.state, () => 'none' as const);
      if (over) return;
      if (state === 'ready' && attempt < 3) {
        setFailed(false);
        setAttempt(attempt + 1);
      } else if (state === 'pending') {
        timer = setTimeout(() => void ask(), ASK_AGAIN_MS[Math.min(asked++, ASK_AGAIN_MS.length - 1)]);
      }
    };
    const stop = onChange((change) => change.version === version && void ask());
    void ask();
    return () => {
      over = true;
      stop();
      clearTimeout(timer);
    };
  }, [failed, attempt, version]);
  return { attempt, failed, fail: () => setFailed(true) };
}
