import { Button } from '@mantine/core';
import { useSurroundings } from '../../app/surroundings.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { DateTimeField } from './date-time-field.tsx';
import { defaultEnd } from './default-end.ts';
import { Section } from './section.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

export function ExpirySection() {
  const { draft, edit, problems } = useTargetingDraft();
  const { now } = useSurroundings();
  const { expiresAt } = draft;
  return (
    <Section
      title="Expiry"
      description={
        expiresAt === null ? (
          'None: the flag stays until somebody changes it.'
        ) : (
          <>
            From then on the flag is off for everybody
            {expiresAt && (
              <>
                : <RelativeTime at={expiresAt} />
              </>
            )}
            .
          </>
        )
      }
      actions={
        expiresAt === null ? (
          <Button size="xs" variant="default" onClick={() => edit({ expiresAt: defaultEnd(now()) })}>
            Set an end
          </Button>
        ) : (
          <Button size="xs" variant="default" onClick={() => edit({ expiresAt: null })}>
            No end
          </Button>
        )
      }
    >
      {expiresAt !== null && (
        <DateTimeField
          label="Ends"
          value={expiresAt}
          error={problems.get('expiresAt')}
          onChange={(next) => edit({ expiresAt: next })}
        />
      )}
    </Section>
  );
}
