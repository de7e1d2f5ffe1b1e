/** Two halves: the form on paper, the brand on ink. Phones show the form alone. */
import type { ReactNode } from 'react';
import { Logo, Rosette } from '../ui/Brand';
import { Toasts } from '../ui/Toasts';
import './auth.css';

export function AuthFrame({ children, foot, card, claim }: { children: ReactNode; foot?: ReactNode; card?: ReactNode; claim: ReactNode }) {
  return (
    <div className="auth">
      <main className="auth-l" id="main">
        <Logo />
        {children}
        <footer className="t12 t3">{foot}</footer>
      </main>
      <aside className="auth-r">
        <Rosette className="auth-ros" />
        <div className="auth-c">
          {card}
          <p className="auth-q seal" aria-hidden="true">
            {claim}
          </p>
        </div>
      </aside>
      <Toasts />
    </div>
  );
}
