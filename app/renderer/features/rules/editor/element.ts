type Properties<K extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[K], 'style' | 'dataset' | 'children'>
> & { readonly label?: string };

/** An element of a panel inside the editor, where CodeMirror and not React builds the page. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { label, ...properties }: Properties<K>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  if (label !== undefined) made.setAttribute('aria-label', label);
  made.append(...children);
  return made;
}

export const button = (text: string, onclick: () => void, label?: string): HTMLButtonElement =>
  element('button', { type: 'button', className: 'rule-button', onclick, ...(label && { label }) }, text);

export const checkbox = (text: string, checked: boolean, onchange: () => void) => {
  const input = element('input', { type: 'checkbox', checked, onchange });
  return { input, label: element('label', { className: 'rule-check' }, input, text) };
};
