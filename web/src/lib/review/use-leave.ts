// A guest leaves this device: nobody who uses it afterwards comments or decides in the guest's name.

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { sentence } from '../api/problem';
import { leaveAsGuest } from '../auth/session';
import { toasts } from '../ui/toast';

export function useLeave(): () => void {
  const client = useQueryClient();
  const router = useRouter();
  return () =>
    void leaveAsGuest(client).then(
      () => router.navigate({ to: '/left', replace: true }),
      (error: unknown) => toasts.error(`You have not left yet. ${sentence(error)}`),
    );
}
