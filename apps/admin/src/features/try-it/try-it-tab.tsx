import type { EvaluationContext, Flag } from '@burgee/contracts';
import { Grid, Paper, Stack, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { instantOf } from '../../ui/local-time.ts';
import { useSurroundings } from '../../ui/surroundings.ts';
import { AnswerCard } from './answer-card.tsx';
import { attributesOfFlag } from './attributes-of-flag.ts';
import { type ContextDraft, contextToDraft, draftToContext, EMPTY_DRAFT } from './context-draft.ts';
import { ContextEditor } from './context-editor.tsx';
import { InstantField } from './instant-field.tsx';
import { TraceTimeline } from './trace-timeline.tsx';
import { useRecentContexts } from './use-recent-contexts.ts';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The initial context of Try it. Not part of the URL, because people's ids do not belong in URLs. */
    tryItContext?: EvaluationContext;
  }
}

const PAUSE_MS = 200;

/** Evaluates the flag for a context and shows how the result came about. */
export function TryItTab({ flag }: { readonly flag: Flag }) {
  const { newId } = useSurroundings();
  const { tryItContext } = useLocation().state;
  const [draft, setDraft] = useState<ContextDraft>(() =>
    tryItContext ? contextToDraft(tryItContext, newId) : EMPTY_DRAFT,
  );
  const [local, setLocal] = useState<string | null>(null);
  const recent = useRecentContexts(draftToContext(draft));
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Paper p="md" component="section" aria-label="Context">
          <Stack>
            <ContextEditor draft={draft} onChange={setDraft} known={attributesOfFlag(flag)} recent={recent} />
            <InstantField local={local} onChange={setLocal} />
          </Stack>
        </Paper>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <EvaluationResult flag={flag} draft={draft} local={local} />
      </Grid.Col>
    </Grid>
  );
}

type EvaluationInput = { readonly context: EvaluationContext; readonly at?: string };
type EvaluationResultProps = { readonly flag: Flag; readonly draft: ContextDraft; readonly local: string | null };

function EvaluationResult({ flag, draft, local }: EvaluationResultProps) {
  // Debounced as JSON, because a new object would restart the debounce on each render.
  const [text] = useDebouncedValue(
    JSON.stringify({ context: draftToContext(draft), at: evaluationInstant(local) }),
    PAUSE_MS,
  );
  const { context, at } = JSON.parse(text) as EvaluationInput;
  const { data, error, isFetching, refetch } = trpc.evaluation.explain.useQuery(
    { environment: flag.environment, flagKey: flag.key, context, ...(at !== undefined && { at }) },
    { placeholderData: keepPreviousData },
  );
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Stack>
      <AnswerCard flag={flag} answer={data} isFetching={isFetching} />
      {data && (
        <Paper p="md" component="section" aria-label="Why">
          <Title order={2} mb="md">
            Why
          </Title>
          <TraceTimeline trace={data.trace} rules={flag.rules} />
        </Paper>
      )}
    </Stack>
  );
}

/** The instant to evaluate at; `undefined` for now or while the time is incomplete. */
function evaluationInstant(local: string | null): string | undefined {
  const at = local === null ? NaN : instantOf(local);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
