import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

/** Tables are dense and ruled by hairlines; numbers stand right, in equal-width digits. */
export function Table({ className, ...props }: ComponentProps<'table'>) {
  return <table className={classNames('w-full border-collapse text-left', className)} {...props} />;
}

interface CellProps {
  readonly numeric?: boolean;
}

interface HeadProps extends CellProps {
  /** A long heading over a narrow column. */
  readonly wrap?: boolean;
}

/** Of a column that has no name (marks, buttons) it is a plain cell: a heading that says nothing is read out as one. */
export function Th({ numeric, wrap, className, ...props }: ComponentProps<'th'> & HeadProps) {
  const Cell = props.children === undefined ? 'td' : 'th';
  return (
    <Cell
      {...(Cell === 'th' ? { scope: 'col' } : {})}
      className={classNames(
        'sticky top-0 z-1 border-b border-line bg-sunken px-2 py-(--cell-y) text-sm font-medium text-ink-2',
        wrap ? 'leading-tight' : 'whitespace-nowrap',
        numeric && 'text-right',
        className,
      )}
      {...props}
    />
  );
}

interface BodyProps extends CellProps {
  /** Beside a button, whose row is taller than a line. */
  readonly middle?: boolean;
}

export function Td({ numeric, middle, className, ...props }: ComponentProps<'td'> & BodyProps) {
  return (
    <td
      className={classNames(
        'border-b border-line px-2 py-(--cell-y)',
        middle ? 'align-middle' : 'align-top',
        numeric && 'text-right whitespace-nowrap',
        className,
      )}
      {...props}
    />
  );
}
