/** The picture did not arrive: said on the stage, with the way out. Comments and decisions stay possible. */
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';

export function PictureFailed({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <div className="vw-none" role="alert">
      <div className="vw-card">
        <Icon name="warn" size={24} />
        <h2 className="t16">The picture did not load</h2>
        <p className="t2">The original is safe. Check the connection, then try again.</p>
        <Button onPress={onRetry}>Try again</Button>
      </div>
    </div>
  );
}
