/** The hidden input behind a button that chooses files or a folder. */
import type { Ref } from 'react';
import { fromInput, type Picked } from './dropped';

export function FileInput({ ref, folder = false, onPicked }: { ref: Ref<HTMLInputElement>; folder?: boolean; onPicked: (picked: Picked[]) => void }) {
  return (
    <input
      ref={ref}
      type="file"
      multiple
      hidden
      {...(folder && { webkitdirectory: '' })}
      onChange={(event) => {
        if (event.target.files?.length) onPicked(fromInput(event.target.files));
        event.target.value = '';
      }}
    />
  );
}
