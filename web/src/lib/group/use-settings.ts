/** Saving a group's settings: each change is shown at once over what the server says, sent alone and in turn, and taken back where it is refused. */
import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { patch } from '../api/client';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import type { GroupPage, GroupSettings } from '../api/types';
import { toasts } from '../ui/toast';

export type SavingState = 'untouched' | 'saving' | 'saved' | 'refused';

type Change = Partial<GroupSettings>;

export function useSettings({ group, project }: GroupPage): { settings: GroupSettings; set: (change: Change) => void; state: SavingState } {
  const client = useQueryClient();
  const mutationKey = ['group-settings', group.id];
  const { mutate } = useMutation({
    mutationKey,
    // One after the other, so that the last press on a switch is also the last to arrive.
    scope: { id: mutationKey.join(' ') },
    // Nothing but the change: whoever sends all settings undoes what somebody else has just changed.
    mutationFn: (settings: Change) => patch(`/groups/${group.id}`, { settings }),
    onError: (error) => toasts.error(`The setting was not saved. ${sentence(error)}`),
    // A change is shown until the server's answer shows it.
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: keys.group(group.id) }), client.invalidateQueries({ queryKey: keys.project(project.id) })]),
  });
  const changes = useMutationState({ filters: { mutationKey }, select: ({ state }) => ({ status: state.status, change: state.variables as Change }) });
  const waiting = changes.filter(({ status }) => status === 'pending').map(({ change }) => change);
  return { settings: Object.assign({}, group.settings, ...waiting) as GroupSettings, set: mutate, state: stateOf(waiting.length, changes.at(-1)?.status) };
}

function stateOf(waiting: number, last: string | undefined): SavingState {
  if (waiting > 0) return 'saving';
  if (last === undefined) return 'untouched';
  return last === 'success' ? 'saved' : 'refused';
}
