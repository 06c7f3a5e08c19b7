/** Words from the most common passwords and from examples. */
export const COMMON_WORDS = (
  'password passwort passwd pass admin administrator root user login welcome letmein letme qwerty qwertz azerty iloveyou ' +
  'iloveu love lovely monkey dragon football baseball basketball soccer hockey superman batman spiderman master shadow ' +
  'sunshine princess michael jordan jennifer jessica ashley daniel charlie thomas andrew robert matthew nicole hannah ' +
  'summer winter spring autumn monday tuesday wednesday thursday friday saturday sunday january february march april ' +
  'june july august september october november december test testing temp temporary guest default secret changeme ' +
  'change example sample computer internet freedom whatever trustno starwars pokemon google facebook apple samsung ' +
  'microsoft windows hello abc flower cheese chocolate cookie banana orange pepper ginger tigger killer hunter ranger ' +
  'harley mustang corvette ferrari mercedes yankee yankees liverpool chelsea arsenal barcelona manchester london ' +
  'newyork america england germany france access secure security server database postgres production staging ' +
  'development company office team work burgee feature flags flag correcthorsebatterystaple correct-horse-battery-staple'
).split(' ');
