/** Small picture of a version. Until the preview exists it shows the kind of file, and appears by itself when it is ready. */
import { useEffect, useState } from 'react';
import { API } from '../api/client';
import { onChange } from '../api/live';
import type { Kind } from '../api/types';
import { Icon, type IconName } from './Icon';
import './thumbnail.css';

const pictured: ReadonlySet<Kind> = new Set(['image', 'pdf', 'svg', 'video']);
const kindIcon: Partial<Record<Kind, IconName>> = { audio: 'sound', archive: 'folder', html: 'globe', video: 'play' };
const RETRY_MS = [2_000, 4_000, 8_000, 16_000, 30_000];

type Props = { version: string; kind?: Kind; variant?: 'thumbnail' | 'display'; className?: string };

export function Thumbnail({ version, kind = 'image', variant = 'thumbnail', className = 'thumb' }: Props) {
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState(false);
  const asks = pictured.has(kind);

  useEffect(() => {
    if (!failed || !asks) return;
    const again = () => {
      setFailed(false);
      setAttempt((count) => count + 1);
    };
    const stop = onChange((change) => change.version === version && again());
    const wait = RETRY_MS[attempt];
    const timer = wait === undefined ? undefined : setTimeout(again, wait);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [failed, asks, attempt, version]);

  if (asks && !failed)
    return (
      <span className={className}>
        <img
          key={attempt}
          src={`${API}/versions/${version}/${variant}`}
          alt=""
          decoding="async"
          loading="lazy"
          onError={() => setFailed(true)}
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
