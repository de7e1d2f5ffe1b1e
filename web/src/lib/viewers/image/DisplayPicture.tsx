/** The server's display copy of a picture: first the one for this screen, then the whole one where somebody looks closer. */
import { useState } from 'react';
import type { Size } from '../../annotate/geometry';
import { firstDisplay, isTooSmall, wholeDisplay } from './display';

type Props = {
  readonly version: string;
  readonly alt: string;
  /** The original's size, once it is known. */
  readonly picture: Size | null;
  readonly scale: number;
  /** It had come before its stage, and is part of what is painted first. */
  readonly early: boolean;
  readonly onLoaded: (image: HTMLImageElement) => void;
  readonly onFailed: () => void;
};

export function DisplayPicture({ version, alt, picture, scale, early, onLoaded, onFailed }: Props) {
  const [came, setCame] = useState<Size | null>(null);
  const [closer, setCloser] = useState(false);
  // Once it was needed it stays.
  if (picture && came && !closer && isTooSmall(came, picture, scale, window.devicePixelRatio)) setCloser(true);
  return (
    <>
      <img
        src={firstDisplay(version)}
        alt={alt}
        draggable={false}
        className={early ? 'vw-early' : undefined}
        decoding={early ? 'sync' : 'async'}
        fetchPriority="high"
        onLoad={({ currentTarget: image }) => {
          setCame({ width: image.naturalWidth, height: image.naturalHeight });
          onLoaded(image);
        }}
        onError={onFailed}
      />
      {closer && <img className="vw-closer" src={wholeDisplay(version)} alt="" draggable={false} decoding="async" />}
    </>
  );
}
