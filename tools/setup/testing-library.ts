import { configure } from '@testing-library/react';

// Ends a wait that hangs: on a busy machine, rendering may take seconds.
configure({ asyncUtilTimeout: 45_000 });
