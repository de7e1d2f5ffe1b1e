/** The stage for the kind of file at hand. The heavy parts load when they are needed. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { API } from '../api/client';
import { previewQuery } from '../api/queries';
import type { Preview } from '../api/types';
import { laterPlace } from '../page/later-place';
import { buttonClass } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { ErrorState } from '../ui/Loading';
import { ImageStage } from '../viewers/image/ImageStage';
import { NoPreview } from '../viewers/NoPreview';
import type { StageProps } from '../viewers/stage';
import { useReview } from './context';
import { countByPage } from './threads';

const onCard = (failure: ReactNode) => (
  <div className="vw-none">
    <div className="vw-card">{failure}</div>
  </div>
);

const PdfStage = laterPlace(
  () => import('../viewers/pdf/PdfStage').then((module) => module.PdfStage),
  onCard,
  <div className="vw-wait" role="status" aria-label="Opening the document" />,
);

/** Live events say when a preview is ready; asking is for the case that one was missed. */
const ASK_AGAIN_MS = 5_000;

type Props = { readonly stage: StageProps; readonly strip: HTMLElement | null; readonly onPage: (page: number) => void };

export function Stage({ stage, strip, onPage }: Props) {
  const { page, threads } = useReview();
  const { version } = page;
  const mayDownload = page.abilities.includes('download');
  const document_ = version.kind === 'pdf';
  const picture = version.kind === 'image' || version.kind === 'svg';
  const preview = useQuery({
    ...previewQuery(version.id),
    enabled: !document_,
    refetchInterval: ({ state: { data, status } }) => (data?.state === 'pending' || data?.detail === 'pending' || (picture && status === 'error') ? ASK_AGAIN_MS : false),
  });

  if (document_) {
    return <PdfStage {...stage} counts={countByPage(threads)} strip={strip} onPage={onPage} download={mayDownload && <Download version={version.id} />} />;
  }
  if (preview.data?.state === 'ready') return <ImageStage key={version.id} {...stage} preview={preview.data} />;
  // A picture's preview is nearly always there: the stage starts with it instead of waiting for the answer, and stays
  // when no answer comes. A bad line says nothing about the file.
  if (!preview.data && picture) return <ImageStage key={version.id} {...stage} preview={UNKNOWN} />;
  if (preview.isPending) return null;
  if (!preview.data) return onCard(<ErrorState error={preview.error} retry={() => void preview.refetch()} />);
  return <NoPreview version={version} preview={preview.data} mayDownload={mayDownload} />;
}

const UNKNOWN: Preview = { state: 'pending', reason: null, width: 0, height: 0, pages: 0, detail: 'whole', tiles: null };

function Download({ version }: { version: string }) {
  return (
    <a className={buttonClass()} href={`${API}/versions/${version}/content`} download>
      <Icon name="download" />
      Download the original
    </a>
  );
}
