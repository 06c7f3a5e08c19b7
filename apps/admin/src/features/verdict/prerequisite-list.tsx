import type { PrerequisiteFinding } from '@burgee/contracts';
import { IconCheck, IconX } from '@tabler/icons-react';
import { TextLink } from '../../ui/links.tsx';
import classes from './finding-list.module.css';
import { prerequisiteHolds, sentenceCase } from './step-words.ts';

/** The required flags, each with its finding and a link. */
export function PrerequisiteList({ prerequisites }: { readonly prerequisites: readonly PrerequisiteFinding[] }) {
  if (prerequisites.length === 0) return null;
  return (
    <ul className={classes.list} aria-label="Required flags">
      {prerequisites.map((found, index) => (
        <li
          key={`${index} ${found.flagKey}`}
          className={classes.item}
          data-is={prerequisiteHolds(found) ? 'fine' : 'failed'}
        >
          {prerequisiteHolds(found) ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
          <span>
            {sentenceCase(found.detail)}{' '}
            {found.outcome !== 'no such flag' && (
              <TextLink to="/flags/$flagKey" params={{ flagKey: found.flagKey }} inherit underline="always">
                Open {found.flagKey}
              </TextLink>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
