import { useNavigate } from 'react-router';
import type { Witness } from '../../../../../shared/contract/ruleset-check.ts';
import type { Said } from '../../../ui/index.ts';
import { rulePath } from '../rule-path.ts';
import { useAskedTrace } from './asked-trace.ts';

/** Leads to the script with the values of a run of these inputs beside its lines. */
export function useShowTrace(id: string): (label: Said, inputs: Witness) => void {
  const navigate = useNavigate();
  const ask = useAskedTrace((store) => store.ask);
  return (label, inputs) => {
    ask(id, { kind: 'inputs', label, inputs });
    void navigate(rulePath(id, 'script'));
  };
}
