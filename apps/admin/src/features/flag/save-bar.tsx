import { ownValue } from '@burgee/contracts';
import { Button, Group, Paper, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { FIELD_NAMES } from './field-names.ts';
import { ReviewDialog } from './review-dialog.tsx';
import classes from './save-bar.module.css';
import { useTargetingDraft } from './targeting-draft.tsx';

/** Says at the bottom of the window what is not saved yet, and what stands in the way. */
export function SaveBar() {
  const { changed, isDirty, problems, dispatch } = useTargetingDraft();
  const environment = useEnvironment();
  const [isReviewing, setIsReviewing] = useState(false);
  const isReady = isDirty && problems.size === 0;
  function review(): void {
    if (isReady) setIsReviewing(true);
  }
  // Within fields, too.
  useHotkeys([['mod+S', review]], []);
  return (
    <>
      <div role="status" className={classes.place}>
        {isDirty && (
          <Paper
            className={classes.bar}
            shadow="md"
            data-bottom-bar
            data-production={environment.isProduction || undefined}
          >
            <Group justify="space-between" gap="sm">
              <Words changed={changed.map((name) => FIELD_NAMES[name])} problems={problems} />
              <Group gap="xs" className={classes.buttons}>
                <Button size="sm" variant="default" onClick={() => dispatch({ kind: 'discard' })}>
                  Discard
                </Button>
                <Button
                  size="sm"
                  disabled={!isReady}
                  onClick={review}
                  aria-keyshortcuts="Control+S Meta+S"
                  {...(environment.isProduction && { color: 'red.8' })}
                >
                  {environment.isProduction ? 'Review and save in production' : 'Review and save'}
                </Button>
              </Group>
            </Group>
          </Paper>
        )}
      </div>
      {isReviewing && <ReviewDialog onClose={() => setIsReviewing(false)} />}
    </>
  );
}

type WordsProps = { readonly changed: readonly string[]; readonly problems: ReadonlyMap<string, string> };

function Words({ changed, problems }: WordsProps) {
  const [first] = problems;
  return (
    <div>
      <Text size="sm" fw={600}>
        Not saved yet: {changed.join(', ').toLowerCase()}
      </Text>
      {first && (
        <Text size="xs" c="var(--mantine-color-error)">
          {problems.size === 1 ? 'One thing' : `${problems.size} things`} to correct first. {placeWords(first[0])}:{' '}
          {first[1]}
        </Text>
      )}
    </div>
  );
}

/** `rules.0.condition.values` is in rule 1. */
function placeWords(path: string): string {
  const [field = '', index = ''] = path.split('.');
  const name = ownValue<string>(FIELD_NAMES, field) ?? field;
  return field === 'rules' && index !== '' ? `Rule ${Number(index) + 1}` : name;
}
