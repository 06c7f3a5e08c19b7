import type { OracleFeature, OracleState } from './test-oracle.ts';
import { readFeature, readLists, readSegment } from './test-oracle-shape.ts';

/** The readable part of a state, and the names of the features whose results it determines. */
export type Understood = { state: OracleState; features: ReadonlySet<string> };

type Raw = { id?: unknown; name?: unknown; dependencies?: unknown } | null;

/** @throws NoReading if the state is not what Unleash sends to SDKs. */
export function understand(raw: unknown): Understood {
  const { features, segments } = readLists(raw);
  const readable = features.map(readFeature).filter((each) => each !== undefined);
  const readableSegments = (segments ?? []).map(readSegment).filter((each) => each !== undefined);
  const named = (name: string) => features.filter((each) => (each as Raw)?.name === name);

  function isKnownSegment(id: number): boolean {
    const ids = (segments ?? []).map((each) => (each as Raw)?.id);
    const count = ids.filter((each) => each === id).length;
    if (count === 1) return readableSegments.some((each) => each.id === id);
    return count === 0 && segments !== undefined && ids.every(Number.isInteger);
  }

  function isDetermined({ name, strategies = [], dependencies = [] }: OracleFeature): boolean {
    return (
      named(name).length === 1 &&
      strategies.every((each) => (each.segments ?? []).every(isKnownSegment)) &&
      dependencies.every((dependency) => isDeterminedParent(dependency.feature))
    );
  }

  /** A parent that is missing or has its own parents is off in any case. */
  function isDeterminedParent(name: string): boolean {
    const [parent, ...others] = named(name);
    if (parent === undefined) return true;
    const { dependencies } = parent as { dependencies?: unknown };
    if (others.length === 0 && Array.isArray(dependencies) && dependencies.length > 0) return true;
    return readable.some((each) => each.name === name && isDetermined(each));
  }

  return {
    state: { features: readable, segments: readableSegments },
    features: new Set(readable.filter(isDetermined).map(({ name }) => name)),
  };
}
