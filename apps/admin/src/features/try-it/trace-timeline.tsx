import { Badge } from '@mantine/core';
import type { Flag, TraceStep } from '@burgee/contracts';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { Countdown } from '../overrides/countdown.tsx';
import { BucketBar } from './bucket-bar.tsx';
import { lineOf } from './trace-sentences.ts';
import classes from './trace-timeline.module.css';

export type TraceTimelineProps = { readonly trace: readonly TraceStep[]; readonly rules: Flag['rules'] };

/** Every layer and rule that was looked at, in order, and what was found there. */
export function TraceTimeline({ trace, rules }: TraceTimelineProps) {
  return (
    <ol className={classes.list} aria-label="What was looked at, in order">
      {trace.map((step, index) => (
        <Step key={`${index} ${step.layer}`} step={step} rules={rules} />
      ))}
    </ol>
  );
}

function Step({ step, rules }: { readonly step: TraceStep; readonly rules: Flag['rules'] }) {
  const { title, sentence } = lineOf(step, rules);
  const { outcome, priority, percentage, bucket } = step;
  return (
    <li className={classes.step} data-outcome={outcome}>
      <span className={classes.dot} aria-hidden>
        {outcome === 'won' ? <IconCheck size={14} stroke={3} /> : <IconMinus size={12} stroke={2.5} />}
      </span>
      <div className={classes.body}>
        <div className={classes.title}>
          {title}
          {priority !== undefined && (
            <Badge variant="outline" color="gray" size="sm" tt="none" c="dimmed">
              priority {priority}
            </Badge>
          )}
          {outcome !== 'passed' && <OutcomeBadge outcome={outcome} />}
        </div>
        <p className={classes.sentence}>{sentence}</p>
        {step.createdBy !== undefined && <WhoSetIt step={step} />}
        {percentage !== undefined && (
          <div className={classes.bar}>
            <BucketBar bucket={bucket} percentage={percentage} />
          </div>
        )}
      </div>
    </li>
  );
}

function OutcomeBadge({ outcome }: { readonly outcome: 'won' | 'shadowed' }) {
  return outcome === 'won' ? (
    <Badge color="#1b7a3d" variant="filled" size="sm" tt="none">
      Answers
    </Badge>
  ) : (
    <Badge color="gray" variant="outline" size="sm" tt="none" c="dimmed" style={{ borderStyle: 'dashed' }}>
      Shadowed
    </Badge>
  );
}

function WhoSetIt({ step: { createdBy, reason, expiresAt = null } }: { readonly step: TraceStep }) {
  return (
    <p className={classes.who}>
      Set by {createdBy}
      {reason && <>: “{reason}”</>}, <Countdown at={expiresAt} />
    </p>
  );
}
