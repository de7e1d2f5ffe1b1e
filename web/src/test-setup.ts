/** Before every test: parts that load when they are needed may take a while on a busy machine. */
import { configure } from '@testing-library/react';

configure({ asyncUtilTimeout: 10_000 });
