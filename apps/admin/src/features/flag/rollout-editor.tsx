import { SegmentedControl, Stack } from '@mantine/core';
import { useSurroundings } from '../../ui/surroundings.ts';
import { BucketingFields, type RolloutFieldsProps } from './bucketing-fields.tsx';
import type { ScheduleDraft } from './draft-types.ts';
import { FixedFields } from './fixed-fields.tsx';
import { RampFields } from './ramp-fields.tsx';
import { SCHEDULE_KINDS, scheduleOfKind } from './schedule-kinds.ts';
import { SchedulePreview } from './schedule-preview.tsx';
import { StepsFields } from './steps-fields.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

/** The percentage of users to include: fixed, in steps, or as a ramp. */
export function RolloutEditor({ value, path, onChange }: RolloutFieldsProps) {
  const { now } = useSurroundings();
  const { isReadOnly } = useTargetingDraft();
  const { schedule } = value;
  const setSchedule = (next: ScheduleDraft) => onChange({ ...value, schedule: next });
  const fields = { path: `${path}.schedule`, onChange: setSchedule };
  return (
    <Stack gap="md">
      <SegmentedControl
        w="fit-content"
        size="xs"
        disabled={isReadOnly}
        aria-label="How the percentage changes"
        data={SCHEDULE_KINDS}
        value={schedule.kind}
        onChange={(kind) => setSchedule(scheduleOfKind(kind, schedule, now()))}
      />
      {schedule.kind === 'fixed' && <FixedFields value={schedule} {...fields} />}
      {schedule.kind === 'steps' && <StepsFields value={schedule} {...fields} />}
      {schedule.kind === 'ramp' && <RampFields value={schedule} {...fields} />}
      {schedule.kind !== 'fixed' && <SchedulePreview schedule={schedule} />}
      <BucketingFields value={value} path={path} onChange={onChange} />
    </Stack>
  );
}
