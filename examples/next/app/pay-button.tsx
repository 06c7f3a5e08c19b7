'use client';

import { useFeatureFlag } from '@burgee/react';

export function PayButton() {
  return <button>{useFeatureFlag('new-checkout') ? 'Pay now' : 'Go to payment'}</button>;
}
