/** Why a PDF is not shown: what happened, what is safe, what to do. */
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import type { PdfProblem } from './open-pdf';

const words: Record<PdfProblem, { title: string; text: string }> = {
  password: { title: 'No preview: the PDF asks for a password', text: 'The original is safe. Download it, or upload a version without a password.' },
  broken: { title: 'No preview: the PDF cannot be read', text: 'The original is safe and unchanged. Download it to open it elsewhere, or upload a new version.' },
  unreachable: { title: 'The document did not load', text: 'The original is safe. Check the connection, then try again.' },
};

export function PdfProblemCard({ problem, onRetry, download }: { readonly problem: PdfProblem; readonly onRetry: () => void; readonly download: ReactNode }) {
  return (
    <div className="vw-none" role="alert">
      <div className="vw-card">
        <Icon name="doc" size={24} />
        <h2 className="t16">{words[problem].title}</h2>
        <p className="t2">{words[problem].text}</p>
        {problem === 'unreachable' && <Button onPress={onRetry}>Try again</Button>}
        {download}
      </div>
    </div>
  );
}
