import { Button } from '@mantine/core';
import { useSurroundings } from '../../app/surroundings.ts';
import { addDays, nextFullHour } from '../../ui/local-time.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { DateTimeField } from './date-time-field.tsx';
import { Section } from './section.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

const DAYS = 30;

export function ExpirySection() {
  const { draft, edit, problems } = useTargetingDraft();
  const { now } = useSurroundings();
  const { expiresAt } = draft;
  const begin = () => edit({ expiresAt: new Date(nextFullHour(addDays(now(), DAYS))).toISOString() });
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
          <Button size="xs" variant="default" onClick={begin}>
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
