// What stands in the rail or the sheet, as one part that `SidePanel.tsx` loads.

export { CommentsPanel } from './CommentsPanel';
export { DecisionPanel } from './DecisionPanel';
export { IdentityPanel } from './IdentityPanel';
