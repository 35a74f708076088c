import { Switch as RadixSwitch } from 'radix-ui';

interface SwitchProps {
  readonly id?: string;
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export function Switch({ id, label, checked, onChange, disabled = false }: SwitchProps) {
  return (
    <label className="inline-flex min-h-10 items-center gap-3">
      <RadixSwitch.Root
        {...(id ? { id } : {})}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="relative h-6 w-11 shrink-0 rounded-full border border-line-strong bg-sunken disabled:opacity-60 data-[state=checked]:bg-action"
      >
        <RadixSwitch.Thumb className="block size-4.5 translate-x-0.5 rounded-full bg-line-strong transition-transform data-[state=checked]:translate-x-5.5 data-[state=checked]:bg-on-action" />
      </RadixSwitch.Root>
      <span>{label}</span>
    </label>
  );
}
