import { Button } from '@mantine/core';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useSurroundings } from '../../ui/surroundings.ts';
import { DateTimeField } from './date-time-field.tsx';
import { defaultExpiry } from './default-expiry.ts';
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
          'No expiry yet. An expiry turns the flag off for everyone at a set time, such as the end of a campaign.'
        ) : (
          <>
            At this time the flag turns off for everyone
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
          <Button size="xs" variant="default" onClick={() => edit({ expiresAt: defaultExpiry(now()) })}>
            Set expiry
          </Button>
        ) : (
          <Button size="xs" variant="default" onClick={() => edit({ expiresAt: null })}>
            Remove expiry
          </Button>
        )
      }
    >
      {expiresAt !== null && (
        <DateTimeField
          label="Expires"
          value={expiresAt}
          error={problems.get('expiresAt')}
          onChange={(next) => edit({ expiresAt: next })}
        />
      )}
    </Section>
  );
}
