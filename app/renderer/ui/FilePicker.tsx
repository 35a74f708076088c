import type { Ref } from 'react';

interface FilePickerProps {
  /** What is clicked to ask for a file. */
  readonly ref: Ref<HTMLInputElement>;
  readonly accept: string;
  readonly label: string;
  readonly onPick: (file: File) => void;
}

/** Asks for a file where a button of the page says so; the same file can be chosen again. */
export function FilePicker({ ref, accept, label, onPick }: FilePickerProps) {
  return (
    <input
      ref={ref}
      type="file"
      accept={accept}
      aria-label={label}
      className="hidden"
      onChange={(event) => {
        const [file] = event.target.files ?? [];
        event.target.value = '';
        if (file !== undefined) onPick(file);
      }}
    />
  );
}
