import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { domainFailure } from '../../ui/describe-error.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useSurroundings } from '../../ui/surroundings.ts';
import { fieldProblems } from './field-problems.ts';
import { emptyDraft } from './segment-draft.ts';
import { SegmentForm } from './segment-form.tsx';

export function NewSegmentScreen() {
  const { key: environment } = useEnvironment();
  const { newId } = useSurroundings();
  const { why } = usePermission('segments:write', environment);
  const [draft, setDraft] = useState(() => emptyDraft(newId));
  const create = trpc.segments.create.useMutation();
  const utils = trpc.useUtils();
  const navigate = useNavigate();
  const refused = fieldProblems(domainFailure(create.error));
  return (
    <>
      <PageHeader title="New segment" description="A named condition that the rules of any flag can use." />
      <SegmentForm
        environment={environment}
        draft={draft}
        onChange={(next) => {
          create.reset();
          setDraft(next);
        }}
        isNew
        isChanged
        refused={refused}
        isPending={create.isPending}
        why={why}
        onReset={() => void navigate({ to: '/segments' })}
        onSave={(fields, reason) =>
          create.mutate(
            { environment, ...fields, ...reason },
            {
              onSuccess: ({ key, name }) => {
                void utils.segments.invalidate();
                notifyDone(`Created the segment ${name}.`);
                void navigate({ to: '/segments/edit/$segmentKey', params: { segmentKey: key } });
              },
            },
          )
        }
      >
        {create.error && refused.size === 0 && <ErrorState error={create.error} />}
      </SegmentForm>
    </>
  );
}
