import { MAX_TAGS, Tag } from '@burgee/contracts';
import { z } from 'zod';

/** The texts of an export about a feature, which change no result. */
export type AboutFeature = {
  readonly description: string;
  readonly tags: readonly string[];
  /** The parts without a counterpart here, such as `impressionData`. */
  readonly lost: readonly string[];
};

const Text = z.string().nullish().catch(undefined);
const Flag = z.boolean().nullish().catch(undefined);
const List = z.array(z.unknown()).nullish().catch(undefined);
const Feature = z.object({
  name: z.string(),
  description: Text,
  project: Text,
  type: Text,
  stale: Flag,
  impressionData: Flag,
  tags: List,
});
const FeatureTag = z.object({ featureName: z.string(), tagType: Text, tagValue: z.string() });
const OwnTag = z.object({ type: Text, value: z.string() });
const Document = z.object({ features: z.array(z.unknown()), featureTags: List });

const MAX_DESCRIPTION = 1_000;
/** The name of Unleash's first project, and of its first kind of tags. */
const [DEFAULT_PROJECT, DEFAULT_KIND] = ['default', 'simple'];

/** The texts about each feature, by name. They are read as far as possible, because none of them changes a result. */
export function aboutFeatures(document: unknown): ReadonlyMap<string, AboutFeature> {
  const { features, featureTags } = Document.parse(document);
  const given = new Map<string, string[]>();
  for (const entry of featureTags ?? []) {
    const tag = FeatureTag.safeParse(entry).data;
    if (tag) given.set(tag.featureName, [...(given.get(tag.featureName) ?? []), tagText(tag.tagType, tag.tagValue)]);
  }
  return new Map(
    features.flatMap((entry) => {
      const feature = Feature.safeParse(entry).data;
      return feature ? [[feature.name, aboutFeature(feature, given.get(feature.name) ?? [])]] : [];
    }),
  );
}

function aboutFeature(feature: z.infer<typeof Feature>, given: readonly string[]): AboutFeature {
  const { project, stale, type, impressionData } = feature;
  const own = (feature.tags ?? []).flatMap((entry) => {
    const tag = OwnTag.safeParse(entry).data;
    return tag ? [tagText(tag.type, tag.value)] : [];
  });
  const wanted = [...given, ...own, ...(project && project !== DEFAULT_PROJECT ? [`project:${project}`] : [])];
  if (stale) wanted.push('stale');
  const valid = [...new Set(wanted.flatMap((tag) => Tag.safeParse(tag).data ?? []))];
  const tags = valid.slice(0, MAX_TAGS);
  const text = feature.description ?? '';
  const description = text.slice(0, MAX_DESCRIPTION).toWellFormed();
  const lost = {
    description: description !== text,
    tags: tags.length < new Set(wanted).size,
    type: Boolean(type),
    impressionData: Boolean(impressionData),
  };
  return { description, tags, lost: Object.entries(lost).flatMap(([part, isLost]) => (isLost ? [part] : [])) };
}

function tagText(kind: string | null | undefined, value: string): string {
  return kind && kind !== DEFAULT_KIND ? `${kind}:${value}` : value;
}
