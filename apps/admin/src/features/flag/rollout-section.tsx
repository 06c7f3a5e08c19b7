import { RolloutEditor } from './rollout-editor.tsx';
import { Section } from './section.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

export function RolloutSection() {
  const { draft, edit } = useTargetingDraft();
  const hasRules = draft.rules.length > 0;
  return (
    <Section
      title="Rollout"
      description={hasRules ? 'How many users get it if no rule below applies to them.' : 'How many users get it.'}
    >
      <RolloutEditor value={draft.rollout} path="rollout" onChange={(rollout) => edit({ rollout })} />
    </Section>
  );
}
