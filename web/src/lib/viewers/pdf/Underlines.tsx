/** A line under marked words: seen on dark pages too, and where the browser cannot paint highlights. */
import type { Size } from '../../annotate/geometry';
import type { TextMark } from './use-text-marks';

export function Underlines({ marks, size, selected }: { readonly marks: readonly TextMark[]; readonly size: Size; readonly selected: string | null }) {
  return (
    <svg className="vw-shapes" viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" aria-hidden="true">
      {marks.flatMap((mark) =>
        mark.lines.map((line, index) => {
          const data = `M${line.x * size.width} ${(line.y + line.height) * size.height}h${line.width * size.width}`;
          const on = mark.id === selected ? ' on' : '';
          return (
            <g key={`${mark.id}-${index}`}>
              <path className={`vw-line vw-under${on}`} d={data} />
              <path className={`vw-line${on}`} d={data} />
            </g>
          );
        }),
      )}
    </svg>
  );
}
