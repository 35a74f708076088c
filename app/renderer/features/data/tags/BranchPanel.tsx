import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TagEdit } from '../../../../../shared/contract/tags.ts';
import { Button, Field, Panel, TextInput } from '../../../ui/index.ts';
import { renamedPath, type TreeNode } from './tree-rows.ts';

interface BranchPanelProps {
  readonly node: TreeNode;
  readonly pathOf: (id: number) => string;
  readonly pending: boolean;
  readonly onEdit: (edits: readonly TagEdit[]) => void;
}

/** A branch of the tree: how many tags it has, and another name or place for all of them. */
export function BranchPanel({ node, pathOf, pending, onEdit }: BranchPanelProps) {
  const { t } = useTranslation('tags');
  const [prefix, setPrefix] = useState(node.prefix);
  const levels = prefix.split('/');
  const fits = levels.length === node.depth && levels.every((level) => level.trim() !== '');
  const submit = (): void =>
    onEdit(node.ids.map((id) => ({ id, patch: { path: renamedPath(pathOf(id), prefix) } })));
  return (
    <Panel
      title={node.name}
      aside={t('branch.count', { count: node.ids.length })}
      className="grow"
      bodyClassName="overflow-auto p-3"
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (fits && prefix !== node.prefix) submit();
        }}
      >
        <Field
          label={t('branch.place')}
          hint={t('branch.hint')}
          error={fits ? undefined : t('branch.levels', { count: node.depth })}
        >
          {(ids) => <TextInput {...ids} value={prefix} onChange={(event) => setPrefix(event.target.value)} />}
        </Field>
        <div>
          <Button type="submit" variant="primary" disabled={!fits || prefix === node.prefix || pending}>
            {t('branch.move', { count: node.ids.length })}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
