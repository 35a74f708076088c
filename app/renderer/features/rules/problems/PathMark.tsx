import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { trpc } from '../../../lib/trpc/index.ts';
import { Button, Tip } from '../../../ui/index.ts';
import { rulePath } from '../rule-path.ts';
import { useShownPlace } from './shown-place.ts';

/** Whether the script is compiled for runs over many rows, and where not, why: a click leads there. */
export function PathMark({ id }: { id: string }) {
  const { t } = useTranslation('rule-path');
  const navigate = useNavigate();
  const show = useShownPlace((state) => state.show);
  const { data } = useQuery(trpc.rules.desk.path.queryOptions({ id }));
  const path = data?.path;
  if (path === undefined || path === null) return null;
  if (path.kind === 'compiled') {
    return (
      <Tip text={t('compiledHint')}>
        <span tabIndex={0} className="text-ink-2">
          {t('compiled')}
        </span>
      </Tip>
    );
  }
  const { code, line, column } = path;
  const reason = t(`code.${code}`);
  if (line === 0) {
    return (
      <Tip text={t('interpreterHint')}>
        <span tabIndex={0} className="text-ink-2">
          {t('interpreter', { reason })}
        </span>
      </Tip>
    );
  }
  return (
    <Tip text={t('interpreterHint')}>
      <Button
        variant="quiet"
        className="min-h-8"
        onClick={() => {
          show({ ruleset: id, file: 'rules.rhai', path: '', line, column });
          void navigate(rulePath(id, 'script'));
        }}
      >
        {t('interpreterAt', { reason, line })}
      </Button>
    </Tip>
  );
}
