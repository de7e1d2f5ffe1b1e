/** A file without a picture: what it is, what is safe and what to do. It can still be commented and approved. */
import type { ReactNode } from 'react';
import { API } from '../api/client';
import type { Kind, Preview, ReviewPage } from '../api/types';
import { size } from '../format/size';
import { buttonClass } from '../ui/Button';
import { Icon, type IconName } from '../ui/Icon';
import './viewers.css';

type Props = { readonly version: ReviewPage['version']; readonly preview: Preview | undefined; readonly mayDownload: boolean; readonly children?: ReactNode };

const kinds: Record<Kind, { word: string; icon: IconName }> = {
  image: { word: 'image', icon: 'grid' },
  pdf: { word: 'PDF document', icon: 'doc' },
  svg: { word: 'vector drawing', icon: 'draw' },
  video: { word: 'video', icon: 'play' },
  audio: { word: 'sound file', icon: 'sound' },
  office: { word: 'office document', icon: 'doc' },
  archive: { word: 'archive', icon: 'folder' },
  html: { word: 'web page', icon: 'globe' },
  other: { word: 'file', icon: 'doc' },
};

export function NoPreview({ version, preview, mayDownload, children }: Props) {
  const { word, icon } = kinds[version.kind];
  const pending = preview?.state === 'pending';
  return (
    <div className="vw-none">
      <div className="vw-card" role={pending ? 'status' : undefined}>
        <Icon name={icon} size={24} />
        <h2 className="t16">{headline(preview, version.extension)}</h2>
        <p className="t12">
          {version.extension} {word}, {size(version.size)}
        </p>
        <p className="t2">{explanation(preview, mayDownload)}</p>
        {children}
        {mayDownload && !pending && (
          <a className={buttonClass()} href={`${API}/versions/${version.id}/content`} download>
            <Icon name="download" />
            Download the original
          </a>
        )}
      </div>
    </div>
  );
}

function headline(preview: Preview | undefined, extension: string): string {
  switch (preview?.state) {
    case 'pending':
      return 'The preview is being made';
    case 'failed':
      return 'No preview';
    case 'ready':
    case undefined:
      return `No preview for ${extension} files`;
  }
}

function explanation(preview: Preview | undefined, mayDownload: boolean): string {
  if (preview?.state === 'pending') return 'It appears here by itself. You can comment and decide before that.';
  const reason = preview?.state === 'failed' && preview.reason ? preview.reason : 'The original is safe.';
  const next = mayDownload ? 'Download it to look at it.' : '';
  return `${reason} ${next} Comments and decisions work as usual, for exactly these bytes.`.replace('  ', ' ');
}
