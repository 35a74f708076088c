import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { usePreferences } from '../lib/preferences/preferences.ts';
import { queryClient, trpc } from '../lib/trpc/index.ts';
import { createWindowRouter } from './routes.tsx';

/** The station's language counts until the person at this screen chooses one. */
function StationLanguage() {
  const setStationLanguage = usePreferences((state) => state.setStationLanguage);
  const lang = useQuery(trpc.settings.get.queryOptions()).data?.settings.find(
    ({ name }) => name === 'lang',
  )?.value;
  useEffect(() => {
    if (lang === 'ko' || lang === 'en') setStationLanguage(lang);
  }, [lang, setStationLanguage]);
  return null;
}

export function App() {
  const [router] = useState(createWindowRouter);
  return (
    <QueryClientProvider client={queryClient}>
      <StationLanguage />
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
