import type { ReactNode } from 'react';

/** The fields of a dialog; Enter does what its main button does. */
export function DialogForm({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  return (
    <form
      className="flex flex-col gap-3 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {/* The main button stands outside: without one of its own a form of several fields ignores Enter. */}
      <button type="submit" hidden />
    </form>
  );
}
