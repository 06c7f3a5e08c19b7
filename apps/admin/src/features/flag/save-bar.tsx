import { ownValue } from '@burgee/contracts';
import { Button, Group, Paper, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { formatCount } from '../../ui/format/words.ts';
import { FIELD_NAMES } from './field-names.ts';
import { ReviewDialog } from './review-dialog.tsx';
import classes from './save-bar.module.css';
import { useTargetingDraft } from './targeting-draft.tsx';

/** Lists unsaved changes and their problems at the bottom of the window. */
export function SaveBar() {
  const { changed, isDirty, problems, dispatch } = useTargetingDraft();
  const environment = useEnvironment();
  const [isReviewing, setIsReviewing] = useState(false);
  const isReady = isDirty && problems.size === 0;
  function openReview(): void {
    if (isReady) setIsReviewing(true);
  }
  // The empty list of ignored tags makes the shortcut work inside fields.
  useHotkeys([['mod+S', openReview]], []);
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
              <UnsavedChanges changed={changed.map((name) => FIELD_NAMES[name])} problems={problems} />
              <Group gap="xs" className={classes.buttons}>
                <Button size="sm" variant="default" onClick={() => dispatch({ kind: 'discard' })}>
                  Discard changes
                </Button>
                <Button
                  size="sm"
                  disabled={!isReady}
                  onClick={openReview}
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

type UnsavedChangesProps = { readonly changed: readonly string[]; readonly problems: ReadonlyMap<string, string> };

function UnsavedChanges({ changed, problems }: UnsavedChangesProps) {
  const [first] = problems;
  return (
    <div>
      <Text size="sm" fw={600}>
        Unsaved changes: {changed.join(', ').toLowerCase()}
      </Text>
      {first && (
        <Text size="xs" c="var(--mantine-color-error)">
          {formatCount(problems.size, 'problem')} to fix first. {fieldName(first[0])}: {first[1]}
        </Text>
      )}
    </div>
  );
}

/** "Rule 1" for `rules.0.condition.values`. */
function fieldName(path: string): string {
  const [field = '', index = ''] = path.split('.');
  const name = ownValue<string>(FIELD_NAMES, field) ?? field;
  return field === 'rules' && index !== '' ? `Rule ${Number(index) + 1}` : name;
}
