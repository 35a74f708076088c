import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './Icon.tsx';
import { Tip } from './Tip.tsx';

const SHAPE =
  'inline-flex items-center justify-center gap-2 rounded-sm border font-medium whitespace-nowrap select-none ' +
  'disabled:bg-transparent disabled:text-disabled disabled:cursor-not-allowed';

const VARIANTS = {
  primary: 'border-action bg-action text-on-action hover:bg-action-hover disabled:border-line',
  secondary: 'border-line-strong bg-raised text-ink hover:bg-selected disabled:border-line',
  quiet: 'border-transparent bg-transparent text-ink hover:bg-selected disabled:hover:bg-transparent',
} as const;

/** 40 px is the least a gloved finger hits; `large` for the two or three actions of a page. */
const SIZES = { medium: 'min-h-10 px-3 text-base', large: 'min-h-12 px-5 text-lg' } as const;

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: keyof typeof VARIANTS;
  readonly size?: keyof typeof SIZES;
  readonly icon?: IconName;
  /** Gives the look to the child, e.g. a link. */
  readonly asChild?: boolean;
  readonly pressed?: boolean;
}

export function Button(props: ButtonProps) {
  const {
    variant = 'secondary',
    size = 'medium',
    icon,
    asChild,
    pressed,
    className,
    children,
    ...rest
  } = props;
  const classes = classNames(
    SHAPE,
    VARIANTS[variant],
    SIZES[size],
    pressed && variant !== 'primary' && 'border-ink bg-selected',
    className,
  );
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={classes}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      {...rest}
    >
      {icon && <Icon name={icon} size={18} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  readonly icon: IconName;
  readonly label: string;
  readonly keys?: string;
}

export function IconButton({ icon, label, keys, className, ...rest }: IconButtonProps) {
  return (
    <Tip text={keys ? `${label} (${keys})` : label}>
      <button
        type="button"
        aria-label={label}
        className={classNames(SHAPE, VARIANTS.quiet, 'size-10 min-w-10', className)}
        {...rest}
      >
        <Icon name={icon} />
      </button>
    </Tip>
  );
}
