export {
  actorOfIssuer,
  actorOfKey,
  actorOfPerson,
  actorOfToken,
  hasStoredName,
  nameInActor,
  personInActor,
} from './actor.ts';
export {
  EnvironmentRoles,
  isAllowed,
  isAtLeast,
  PERMISSIONS,
  reaches,
  Role,
  roleEverywhere,
  roleIn,
  Session,
  type Permission,
} from './access.ts';
export {
  ApplyChangeInput,
  ChangePlan,
  ChangePreview,
  ChangeWarning,
  CodeSnippet,
  CodeSnippetInput,
  CreatedFlags,
  CreateOffFlagInput,
  FlagChange,
  FlagEverywhere,
  Flips,
  FoundDocs,
  GetFlagEverywhereInput,
  PLAN_MS,
  PreviewChangeInput,
  RemoveIdOverrideInput,
  SearchDocsInput,
  SetIdOverrideInput,
  SnippetTarget,
} from './agent.ts';
export {
  ApiKey,
  ApiKeyKind,
  ApiKeyList,
  ApiKeyRef,
  CreateApiKeyInput,
  KeyScope,
  ListApiKeysInput,
  NewApiKey,
  Origin,
  PREFIX_OF_KIND,
  RotateApiKeyInput,
  UpdateApiKeyInput,
} from './api-key.ts';
export {
  ActorName,
  ActorNameInput,
  AuditAction,
  AuditEntry,
  AuditPage,
  AuditProblem,
  AuditSubject,
  AuditVerification,
  AuditVia,
  Checkpoint,
  ListAuditInput,
  VerifyAuditInput,
  parseCheckpoint,
} from './audit.ts';
export { BUCKETS, weightSum } from './buckets.ts';
export { BulkChange, BulkChanged, BulkChangeInput, rolloutsOf, type BulkRollout } from './bulk.ts';
export type { CommandCase, CommandField } from './command-case.ts';
export { AttributeName, Clause, Condition, type ConditionInput, type Operator } from './condition.ts';
export { ClaimedContext, EvaluationContext, isContext, type AttributeValue } from './context.ts';
export {
  ListSdkConnectionsInput,
  ListUnmappedFlagsInput,
  SdkConnection,
  SdkConnectionList,
  SdkProtocol,
  UnmappedFlags,
} from './sdk-connection.ts';
export {
  ApproveLoginInput,
  LoginRef,
  PolledLogin,
  PollLoginInput,
  StartedLogin,
  StartLoginInput,
  USER_CODE_LETTERS,
  UserCode,
  WaitingLogin,
} from './device-login.ts';
export { Diagnostics, type DatabaseFacts, type DiskFacts, type RedisFacts } from './diagnostics.ts';
export { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './durations.ts';
export {
  CreateEnvironmentInput,
  Environment,
  EnvironmentColor,
  EnvironmentRef,
  InvalidateCacheInput,
  PlaceChange,
  UpdateEnvironmentInput,
} from './environment.ts';
export {
  ApplyEnvironmentInput,
  EnvironmentFile,
  EnvironmentPlan,
  ExportEnvironmentInput,
  FILE_FORMAT,
  FileFlag,
  MAX_FILE_BYTES,
  MAX_FILE_USERS,
  PlanEnvironmentInput,
  type FileGlobalOverride,
  type FileOverrides,
  type FileSegment,
  type FileUserOverride,
  type PlannedChange,
  type PlannedField,
} from './environment-file.ts';
export { formatEnvironmentFile, formatFlagFile, formatSegmentFile } from './environment-text.ts';
export {
  describeFailure,
  DomainError,
  DomainFailure,
  Problem,
  Detail,
  type DomainCode,
  type FailureOf,
} from './errors.ts';
export { EXAMPLE_FAILURES } from './example-failures.ts';
export {
  EvaluateBody,
  EvaluatedFlag,
  EvaluatedFlags,
  EvaluateInput,
  EvaluateManyInput,
  EvaluateOneInput,
  Evaluation,
  EvaluationErrorCode,
  EvaluationReason,
  type EvaluationTiming,
  ExplainedFlag,
  ExplainContextsInput,
  ExplainedContexts,
  ExplainedFlags,
  ExplainInput,
  ExplainManyInput,
  Explanation,
  PublicEvaluation,
  RulesetChange,
} from './evaluation.ts';
export {
  CreateFlagInput,
  Flag,
  FlagActionInput,
  FlagConfig,
  FlagPage,
  FlagRef,
  StoredFlagRef,
  FlagSort,
  ListFlagsInput,
  ManagedBy,
  MAX_TAGS,
  newFlagConfig,
  OFF,
  ON,
  Prerequisite,
  PublicFlag,
  Reason,
  ReleaseFlagInput,
  SetEnabledInput,
  Tag,
  UpdateFlagInput,
  Variant,
} from './flag.ts';
export { FlagBlock, type PrerequisiteProblem } from './flag-block.ts';
export { flagInstants, nextInstant, scheduleInstants } from './flag-instants.ts';
export { FlagStatus, flagStatus } from './flag-status.ts';
export {
  FlagState,
  flagState,
  FlagTableInput,
  FlagTablePage,
  FlagTableRow,
  FlagTags,
  FlagTagsInput,
} from './flag-table.ts';
export { findByKey } from './find-by-key.ts';
export { describeInexact, findInexactNumbers, isExactDecimal, type InexactNumber } from './exact-number.ts';
export {
  isDeeperThan,
  MAX_ANSWER_BYTES,
  MAX_ANSWER_DEPTH,
  MAX_ATTRIBUTES,
  MAX_BODY_BYTES,
  MAX_DEPTH,
  MAX_FILE_DEPTH,
  problemOfContext,
} from './guards.ts';
export {
  EnvironmentKey,
  FlagKey,
  Instant,
  Revision,
  RuleId,
  RulesetVersion,
  SegmentKey,
  TargetId,
  VariantKey,
} from './ids.ts';
export { freezeJson, isJson, isPlainObject, isSameJson } from './json.ts';
export {
  copyContext,
  freezeContext,
  INVALID_CONTEXT,
  normalizeContext,
  type CopiedContext,
} from './normalize-context.ts';
export {
  formatOverrideCounts,
  ManyOverrides,
  manyOverridesOf,
  MAX_NAMED_OVERRIDES,
  type OverrideCounts,
} from './many-overrides.ts';
export {
  EmergencyOverride,
  GlobalOverride,
  ID_OF_TYPE,
  ListOverridesInput,
  ListUserOverridesInput,
  MAX_TEMPORARY_MS,
  Override,
  OVERRIDE_PRIORITY,
  OverridePage,
  OverrideType,
  RemoveOverrideInput,
  RemoveTestingOverrideInput,
  RemoveUserOverrideInput,
  ResolvedOverride,
  ResolveOverrideInput,
  SessionOverride,
  SetEmergencyOverrideInput,
  SetGlobalOverrideInput,
  SetTestingOverrideInput,
  SetUserOverrideInput,
  TestingOverride,
  UserOverride,
  UserOverridePage,
  type OverrideOf,
} from './override.ts';
export { ownValue } from './own-value.ts';
export { MAX_PAGE_SIZE, PageInput, pageOf } from './paging.ts';
export {
  ChangePersonInput,
  Email,
  Invitation,
  InvitationOffer,
  Invitations,
  InvitePersonInput,
  JoinInput,
  LinkToken,
  NewInvitation,
  NewPasswordLink,
  Password,
  PasswordLinkOffer,
  People,
  Person,
  PersonRef,
  SetPasswordInput,
  SignInOptions,
} from './person.ts';
export { RevertFlagInput, RevertSegmentInput } from './revert.ts';
export { Reach, reachOf } from './reach.ts';
export { BucketBy, HashAlgorithm, Percentage, Rollout, rolloutOf, Salt, Schedule } from './rollout.ts';
export { Rule, RuleInput, Serve, ServeInput, type FileRule } from './rule.ts';
export { Ruleset, RulesetDelta } from './ruleset.ts';
export {
  MAX_SYNC_IDS,
  SyncDelta,
  SyncedKey,
  SyncedKeys,
  SyncedOverrides,
  SyncedRuleset,
  SyncFilter,
  SyncId,
  SyncOverridesBody,
  SyncReset,
  SyncUsageBody,
} from './sync.ts';
export {
  CreateSegmentInput,
  DeleteSegmentInput,
  ListSegmentsInput,
  Segment,
  SegmentConfig,
  SegmentPage,
  SegmentRef,
  StoredSegmentRef,
  SegmentUsage,
  UpdateSegmentInput,
} from './segment.ts';
export { SEMVER_PATTERN } from './semver-pattern.ts';
export { Split, SplitInput, type SplitRange, type SplitWeight } from './split.ts';
export { isTarget, MAX_TARGET_LENGTH } from './target-length.ts';
export { StoredEnvironmentKey } from './stored.ts';
export { isStorableText, UNSTORABLE_TEXT } from './storable-text.ts';
export {
  DEFAULT_PARAM_PREFIX,
  LINK_PARAM,
  readBoolean,
  readOverrideParams,
  type ParamOverride,
} from './override-params.ts';
export {
  ClearSessionOverridesInput,
  MAX_LINK_MS,
  OverrideLink,
  SessionOverrides,
  SessionRef,
  SetSessionOverridesInput,
} from './session-override.ts';
export {
  ClauseFinding,
  ConditionFinding,
  PrerequisiteFinding,
  SplitFinding,
  TraceStep,
  Unreadable,
  type OverrideStep,
  type RolloutBasis,
  type RolloutStep,
  type RuleStep,
  type TraceLayer,
} from './trace.ts';
export { FlagUsage, FlagUsageInput, FlagUsageSummary, FlagUsageSummaryInput } from './usage.ts';
export { ImportUnleashInput, PlanUnleashInput, UnleashReport, type UnleashProblem } from './unleash-import.ts';
export { FlagType, JsonValue } from './value.ts';
export { isValueOf, typeNameOf } from './value-type.ts';
export { readValueText, writeValueText, type ReadValue } from './value-text.ts';
export {
  ListedUser,
  MAX_LIST_BYTES,
  MAX_LISTED_USERS,
  MAX_NAMED_USERS,
  RemoveUserOverridesInput,
  RevertUserOverridesInput,
  SetUserOverridesInput,
  UserListState,
  UsersRemoved,
  UsersReverted,
  UsersSet,
} from './user-list.ts';
export { invalidInput, MAX_DETAILS, validationFailure } from './validation-failure.ts';
export { ExchangedToken, ExchangeInput, WorkloadRule } from './workload.ts';
export {
  MANIFEST_TYPES,
  OfrepBody,
  OfrepBulk,
  OfrepErrorCode,
  OfrepFailure,
  OfrepSuccess,
  OpenFeatureManifest,
} from './ofrep.ts';
export { formatServed, parseServed, SERVED_HEADER } from './served.ts';
export { Bucketing, convertedToUnleash, withDefaultsOfUnleash } from './bucketing.ts';
export { ConvertToUnleashInput, UnleashReadiness } from './unleash-readiness.ts';
