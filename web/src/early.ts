/** What runs before the application: a review and its picture are asked for while the rest is on its way. */
import './lib/trusted';
import './lib/page/fragment';
import { beginOpening } from './lib/review/opening';

beginOpening(location);
