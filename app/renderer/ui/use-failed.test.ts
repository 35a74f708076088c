import { TRPCClientError } from '@trpc/client';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeEach, expect, it } from 'vitest';
import { reason } from '../../../shared/contract/reasons.ts';
import { useToasts, type Said } from './toasts.ts';
import { useFailed } from './use-failed.ts';

let failed: ReturnType<typeof useFailed>;
beforeEach(() => {
  useToasts.setState({ toasts: [] });
  renderToStaticMarkup(
    createElement(() => {
      failed = useFailed();
      return null;
    }),
  );
});

/** Keys stand for their texts. */
const told = () =>
  useToasts.getState().toasts.map(({ tone, text, detail }) => {
    const said = (of: Said | string | undefined) =>
      typeof of === 'function' ? of(((key: string) => key) as never, 'en') : of;
    return [tone, said(text), said(detail)];
  });
const refusal = (said?: object) =>
  new TRPCClientError('x is no number', {
    result: {
      error: { code: -32_600, message: '', data: { app: { code: 'VALIDATION_FAILED', said } } },
    } as never,
  });

it('tells the reason the server has a code for, else the kind of error with its own sentence', () => {
  failed(() => 'not saved')(refusal(reason('sheetEmpty')));
  failed(() => 'not read')(refusal());
  failed(() => 'not sent')(new TRPCClientError('fetch failed'));
  expect(told()).toEqual([
    ['failed', 'not saved', expect.stringContaining('empty')],
    ['failed', 'not read', 'common:error.VALIDATION_FAILED (x is no number)'],
    ['failed', 'not sent', 'common:error.SERVER_AWAY (fetch failed)'],
  ]);
});

it('leaves the kind of error to texts that name it, and under them the sentence alone or nothing', () => {
  failed((_say, _language, why) => `not saved: ${why}`, 'sentence')(refusal());
  failed((_say, _language, why) => `not sent: ${why}`, 'nothing')(refusal());
  expect(told()).toEqual([
    ['failed', 'not saved: common:error.VALIDATION_FAILED', 'x is no number'],
    ['failed', 'not sent: common:error.VALIDATION_FAILED', undefined],
  ]);
});
