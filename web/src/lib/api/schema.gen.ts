/** Types of the HTTP contract, generated from api/openapi.json by `npm run types`. Do not edit. */

export interface paths {
    "/api/v1/attachments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A comment's file, to be saved. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/comments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a comment; it can be brought back for ten minutes. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /** Change your own words. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EditComment"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentDto"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/comments/{id}/like": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Like a comment. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentDto"];
                    };
                };
            };
        };
        post?: never;
        /** Take a like back. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentDto"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/comments/{id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Keep a comment on top of the others. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentDto"];
                    };
                };
            };
        };
        post?: never;
        /** Let a pinned comment return to its place. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentDto"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/comments/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open a settled comment again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/comments/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Settle a comment. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/comments/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a comment back that was deleted a moment ago. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A decision with everything its certificate says. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DecisionPageDto"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions/{id}/certificate.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The certificate as JSON, to be verified offline. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions/{id}/certificate.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The certificate as PDF with the JSON inside. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/pdf": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take your decision back: a new signed statement that names it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DecisionDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow what changes.
         * @description Events named `change` carry ids; `reset` says that too much was missed, or that access was lost, and everything
         *     should be read again.
         *     `Last-Event-ID` resumes.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Server-sent events, whose data is this */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["Change"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Move a file to the trash for 30 days. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /** Rename or move a file. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileChange"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        trace?: never;
    };
    "/api/v1/files/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a file to another project of its team.
         * @description All its versions go with it. Its reviews stay behind, closed: comments and decisions stay on record for the team, and
         *     the reviewers of the groups that it left no longer reach it.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MoveFile"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/files/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a file out of the trash. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A group with its people and its link. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GroupPageDto"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a group in which nothing was reviewed. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /** Rename, move or set a group. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangeGroup"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        trace?: never;
    };
    "/api/v1/groups/{id}/content.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that a group reviews as one ZIP archive.
         * @description For reviewers only what the group's settings let them download. `HEAD` tells whether it can be had and how long it
         *     is, and takes nothing.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The newest reviewed version of each file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/zip": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/link/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace the group's link; the old one stops at once. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RotatedDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set or take away the password of the group's links. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SetPassword"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/reviewers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Invite somebody by address. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewReviewer"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReviewerDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/reviewers/{person}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove somebody; they are out at once. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    person: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /** Change whether a decision is asked of somebody. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    person: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangeReviewer"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReviewerDto"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/guest/identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say who you are; asked at the first comment or decision. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Identify"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Person"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/guest/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Leave this browser as a guest: what its review links opened is closed. The cookie goes in any case. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process can reach its database and is not about to stop: send it requests. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what one was told. */
        get: {
            parameters: {
                query?: {
                    before?: string;
                    unread?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inbox"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/mark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark items as read, or as unread again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Mark"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inbox/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count what one has not read. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Unread"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept an invitation: makes the account and signs it in. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AcceptanceInput"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Entered"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at an invitation before accepting it. Changes nothing. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["InvitationSecret"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InvitationLook"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issuer-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public key that certificates are verified with. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/x-pem-file": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who this browser is. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what one wants to hear of. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotificationSettings"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what one wants to hear of. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangeNotificationSettings"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotificationSettings"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OpenAPI 3.1 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The team's projects, what awaits you, and the trash. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OverviewDto"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change one's own password. Ends all other sessions. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PasswordChange"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-strength": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Judge a password while it is typed. Nothing is stored. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StrengthQuestion"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Strength"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What you can go to by its name: projects with their sections and groups, and the newest 2,000 files. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PlacesDto"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/project-marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your favourites and the team's archive. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProjectMarks"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a project. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewProject"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProjectMade"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Move a project to the trash for 30 days. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /** Rename a project. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProjectChange"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        trace?: never;
    };
    "/api/v1/projects/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put a project away; it can be read, and nothing in it can be changed. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        post?: never;
        /** Bring an archived project back. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/content.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Files of a project as one ZIP archive.
         * @description A plain link, so that a browser saves it while it arrives. Sections become folders. `HEAD` tells whether it can be
         *     had and how long it is, and takes nothing.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Ids of at most 200 files, separated by commas. */
                    files?: string;
                    /** @description Only the files of this section. */
                    section?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The newest version of each file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/zip": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the project's matrix of files and groups. */
        get: {
            parameters: {
                query?: {
                    /** @description Where the page begins. */
                    cursor?: string;
                    /** @description Only files with a review in this group. */
                    group?: string;
                    /** @description `review`, `request`, `changes_ok`, `approve`, `reject`, `overdue` or `none`. */
                    status?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DashboardDto"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/favourite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Make a project one of your favourites. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        post?: never;
        /** Take a project out of your favourites. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a reviewer group and its review link. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewGroup"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GroupDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a project out of the trash. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/sections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a section to a project. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewSection"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SectionMade"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review-links/{id}/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a code by mail. The answer is the same whether the address may come in or not. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AskCode"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CodeAskedDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review-links/{id}/code/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Come in by a mailed code, in the browser that asked for it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CheckCode"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OpenedLinkDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review-links/{id}/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open a review link in this browser. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OpenLink"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OpenedLinkDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a review of every version in every group; those that exist stay as they are. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StartReviews"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StartedDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything the review screen needs but the comments; marks the review as opened. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReviewPageDto"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Set the status by hand, the due date or the lock. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangeReview"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReviewDto"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/reviews/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Store a file for a comment that is being written, at most 10 MB; it waits for the comment for a day. */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description The file's name, percent-encoded UTF-8 */
                    "attachment-name": string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": components["schemas"]["FileBytes"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AttachmentDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A review's comments, oldest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentsDto"];
                    };
                };
            };
        };
        put?: never;
        /** Write a comment or a reply. The same `client_id` again is answered with the same comment. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewComment"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommentDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}/comments/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Copy comments of another review of the same file into this one; what was copied before stays as it is. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CopyComments"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CopyResultDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record your decision on a review, and send the comments that were kept back for it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewDecision"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DecisionDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add the next version of the file under review, where the group lets reviewers do so. */
        post: {
            parameters: {
                query?: never;
                header: {
                    "content-length": number;
                    /** @description The file's name, percent-encoded UTF-8 */
                    "version-name": string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": components["schemas"]["FileBytes"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AddedVersionDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a section; its files move to the first one. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /** Rename or move a section. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SectionChange"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one's own open sessions. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sessions"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** End all of one's own sessions but this one. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of one's own sessions. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a first team is needed, and how the server is. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Setup"];
                    };
                };
            };
        };
        put?: never;
        /** Create the first team and sign its owner in. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SetupInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Entered"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with address and password. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Credentials"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Entered"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a one-time link. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LinkToken"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Entered"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End this session. Fine for somebody who is not signed in: the cookie goes in any case. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/team/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Invite somebody to one's team. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["InvitationInput"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Invited"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/team/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an invitation back. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/team/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members of one's team, and the invitations for those who manage members. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TeamMembers"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/team/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the invitations that nobody got yet. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Outbox"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/team/outbox/{mail}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Note that an invitation was handed over, or send it again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    mail: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Handle"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/team/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much your team keeps. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StorageUse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/unsubscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End mails of one kind, or begin them again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SetSubscription"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubscriptionDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/unsubscribe/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Go to the page with the button. Changes nothing. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: never;
        };
        put?: never;
        /** End mails of one kind by one click in a mail program. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/unsubscribe/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show what a link ends. Changes nothing. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LinkWord"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubscriptionDto"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start an upload.
         * @description `Upload-Length` is the size, `Upload-Metadata` has `project`, `filename` and optionally `section`, `file` (whose next
         *     version it is) and `relative_path`. A body of type `application/offset+octet-stream` carries the first bytes.
         */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description 1.0.0 */
                    "Tus-Resumable": string;
                    "Upload-Length": number;
                    "Upload-Metadata": string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/offset+octet-stream": components["schemas"]["FileBytes"];
                };
            };
            responses: {
                /** @description Location, Upload-Offset, Upload-Expires */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        /** Ask what the server can do. */
        options: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Cancel an upload. */
        delete: {
            parameters: {
                query?: never;
                header: {
                    /** @description 1.0.0 */
                    "Tus-Resumable": string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        /**
         * Ask where an upload stands.
         * @description Who asks is about to resume: a request that is still sending is ended and what it has brought is kept.
         */
        head: {
            parameters: {
                query?: never;
                header: {
                    /** @description 1.0.0 */
                    "Tus-Resumable": string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Upload-Offset, Upload-Length; after completion Countersign-File and Countersign-Version */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /** Send the next bytes. */
        patch: {
            parameters: {
                query?: never;
                header: {
                    /** @description 1.0.0 */
                    "Tus-Resumable": string;
                    "Upload-Checksum"?: string | null;
                    "Upload-Offset": number;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/offset+octet-stream": components["schemas"]["FileBytes"];
                };
            };
            responses: {
                /** @description Upload-Offset; after completion Countersign-File and Countersign-Version */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        trace?: never;
    };
    "/api/v1/versions/{version}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The original bytes of a version, whole or a range. */
        get: {
            parameters: {
                query?: {
                    /** @description `view` when the viewer draws them itself; otherwise it is a download, which a group may not allow. */
                    use?: string;
                };
                header?: never;
                path: {
                    /** @description The version */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description All bytes */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description The range */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{version}/display": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The picture that the viewer shows. */
        get: {
            parameters: {
                query?: {
                    /** @description Longest edge in device pixels. Where few are asked for, the picture may be smaller than it could be. */
                    edge?: number;
                };
                header?: never;
                path: {
                    /** @description The version */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A JPEG or PNG of at most 2560 pixels */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": components["schemas"]["FileBytes"];
                        "image/png": components["schemas"]["FileBytes"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{version}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of a version's preview. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The version */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PreviewDto"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{version}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The small picture of a version. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The version */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A JPEG or PNG of at most 480 pixels */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": components["schemas"]["FileBytes"];
                        "image/png": components["schemas"]["FileBytes"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{version}/tiles/{level}/{x}/{y}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One tile of a large picture. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description 0 has every pixel */
                    level: number;
                    /** @description The version */
                    version: string;
                    /** @description Column from the left */
                    x: number;
                    /** @description Row from the top */
                    y: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A JPEG or WebP of at most 512 pixels */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": components["schemas"]["FileBytes"];
                        "image/webp": components["schemas"]["FileBytes"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Something that the viewer may do.
         * @enum {string}
         */
        Ability: "see" | "create_project" | "manage_members" | "read_audit" | "rename" | "delete" | "delete_project" | "upload" | "manage_groups" | "start_review" | "comment" | "team_only" | "resolve" | "like" | "pin" | "copy_comments" | "edit" | "decide" | "download" | "set_status" | "set_due" | "lock" | "see_people" | "see_all_projects" | "reply" | "upload_version" | "archive" | "unarchive" | "delete_files";
        /** @description What the invited person sends. */
        AcceptanceInput: {
            name: string;
            password: string;
            secret: string;
        };
        /** @description A version that was added to what is under review. */
        AddedVersionDto: {
            /** @description Its review in the same group. */
            review: string;
            /** @description The version. */
            version: string;
        };
        /** @description A project that was put away. */
        ArchivedProject: {
            /**
             * Format: int64
             * @description Since when, in UTC milliseconds.
             */
            archived_at: number;
            /** @description Which one. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description A request for a mailed code. */
        AskCode: {
            /**
             * @description The address the code goes to. The link of one invited person needs none: their code goes to the address they
             *     were invited by.
             */
            email?: string | null;
            /** @description Their name, where the group also lets in people whom nobody invited. */
            name?: string | null;
            /** @description The password, where the group has one. */
            password?: string | null;
            /** @description What stands behind the `#`. */
            secret: string;
        };
        /** @description A file attached to a comment. */
        AttachmentDto: {
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
            /**
             * Format: int64
             * @description The number of its bytes.
             */
            size: number;
        };
        /** @description A review that awaits the viewer. */
        AwaitingDto: {
            asked_by: components["schemas"]["Person"] | null;
            due_at: components["schemas"]["i64"] | null;
            /** @description The zone in which that is read. */
            due_zone: string | null;
            /** @description The file's name. */
            file_name: string;
            /** @description The group's name. */
            group_name: string;
            /** @description What it is. */
            kind: components["schemas"]["Kind"];
            /** @description The project's name. */
            project_name: string;
            /** @description The review. */
            review: string;
            /** @description The version. */
            version: string;
        };
        /** @description A paragraph. */
        Block: {
            /** @description Its pieces. */
            spans: components["schemas"]["Span"][];
        };
        /** @description The words of a comment. */
        Body: {
            /** @description Its paragraphs. */
            blocks: components["schemas"]["Block"][];
        };
        /** @description Somebody whose mailbox took nothing. */
        Bounced: {
            /** @description UTC milliseconds. */
            at: components["schemas"]["i64"];
            /**
             * Format: int32
             * @description The mail server's code; 0 for an address that cannot be written to.
             */
            code: number;
            person: components["schemas"]["Person"];
        };
        /** @description One switch for each phase of a review. */
        ByPhase: {
            /** @description When it is approved, with or without changes. */
            approve: boolean;
            /** @description When changes are needed, or it was rejected. */
            request: boolean;
            /** @description While decisions are awaited. */
            review: boolean;
        };
        /** @description One file in one group. */
        CellDto: {
            earlier: components["schemas"]["EarlierReviewDto"] | null;
            /** @description The group. */
            group: string;
            review: components["schemas"]["CellReviewDto"] | null;
        };
        /** @description The review in a cell. */
        CellReviewDto: {
            /**
             * Format: int32
             * @description How many comments are not resolved.
             */
            comments_open: number;
            /** @description One per reviewer. */
            dots: components["schemas"]["DotDto"][];
            due_at: components["schemas"]["i64"] | null;
            /** @description The zone in which that is read. */
            due_zone: string | null;
            /** @description Its id. */
            id: string;
            /** @description Whether it is closed. */
            locked: boolean;
            /** @description Whether it is late. */
            overdue: boolean;
            /** @description Where it stands. */
            status: components["schemas"]["Status"];
            /** @description Its version. */
            version: string;
            /**
             * Format: int32
             * @description Its version's number.
             */
            version_number: number;
        };
        /** @description What a change looks like on the wire: ids only. */
        Change: {
            comment?: string;
            file?: string;
            group?: string;
            kind: string;
            project?: string;
            review?: string;
            version?: string;
        };
        /** @description What to change in a group. */
        ChangeGroup: {
            /** @description A new name. */
            name?: string | null;
            /** @description A new place among the project's groups, from 0. */
            position?: number | null;
            settings?: components["schemas"]["ChangeSettings"] | null;
        };
        /** @description A change of some of it. */
        ChangeNotificationSettings: {
            /** Format: int32 */
            digest_minutes?: number | null;
            topics?: components["schemas"]["TopicWays"][];
            zone?: string | null;
        };
        /** @description What to change about a review; what is absent stays. */
        ChangeReview: {
            /**
             * Format: int64
             * @description When it is due; `null` for never.
             */
            due_at?: number | null;
            /** @description The IANA zone in which that is read. */
            due_zone?: string | null;
            /** @description Whether it is closed for comments and decisions. */
            locked?: boolean | null;
            status?: components["schemas"]["Status"] | null;
        };
        /** @description What to change about a reviewer. */
        ChangeReviewer: {
            /** @description Whether a decision is asked of them. */
            decides: boolean;
        };
        /** @description What to change in a group's settings; what is absent stays. */
        ChangeSettings: {
            /** @description What happens in the group's reviews is gathered into mails for those who want them. */
            activity_mails?: boolean | null;
            /** @description Reviewers do not learn each other's names. */
            anonymous?: boolean | null;
            /** @description "Approve with changes" is offered. */
            approve_with_changes?: boolean | null;
            comment?: components["schemas"]["ByPhase"] | null;
            download?: components["schemas"]["ByPhase"] | null;
            /** @description The group's link alone does not let anybody in. */
            invited_only?: boolean | null;
            /**
             * Format: int64
             * @description When links stop; `null` for never.
             */
            link_expires_at?: number | null;
            /** @description A mailed code is asked for once on each device, before anything opens. */
            mailed_code?: boolean | null;
            /** @description Accepted so that settings can be sent back as they came; the password has an operation of its own. */
            password_set?: boolean | null;
            /** @description "Reject" is offered. */
            reject?: boolean | null;
            /** @description Guests may add a version to what is not approved. */
            reviewer_upload?: boolean | null;
            /** @description A mail says that a review has started. */
            started_mails?: boolean | null;
        };
        /** @description One thing that was looked at. */
        Check: {
            /** @description What was found and, where it is not in order, what to do. */
            detail: string;
            /** @description What was looked at. */
            name: string;
            /** @description Whether it is in order. */
            ok: boolean;
        };
        /** @description A code that came by mail. */
        CheckCode: {
            /** @description The code; spaces do not count. */
            code: string;
            /** @description What stands behind the `#`. */
            secret: string;
        };
        /** @description What is said to everybody who asks for a code, invited or not. */
        CodeAskedDto: {
            /**
             * Format: int32
             * @description After how many seconds another one is worth asking for.
             */
            again_after: number;
            /**
             * Format: int32
             * @description How many digits a code has.
             */
            digits: number;
            /**
             * Format: int32
             * @description For how many seconds it can be used after it was sent.
             */
            lives_for: number;
        };
        /** @description A comment or a reply. */
        CommentDto: {
            /** @description What the viewer may do. */
            abilities: components["schemas"]["Ability"][];
            /** @description The files that came with it. */
            attachments: components["schemas"]["AttachmentDto"][];
            /** @description Who wrote it. */
            author: components["schemas"]["Person"];
            /** @description Its words; none once it is deleted or its author erased. */
            body: components["schemas"]["Body"];
            copied: components["schemas"]["CopiedDto"] | null;
            /** @description Since when. */
            created_at: components["schemas"]["i64"];
            /** @description Whether it was deleted and stands only for its replies. */
            deleted: boolean;
            edited_at: components["schemas"]["i64"] | null;
            /** @description Its id. */
            id: string;
            /** @description Who agrees with it. */
            likes: components["schemas"]["LikesDto"];
            /** @description Where it points. */
            markers: components["schemas"]["Marker"][];
            /**
             * Format: int32
             * @description The number on its marker, counted among what the viewer may know; none for replies.
             */
            number: number | null;
            /** @description The comment it replies to. */
            parent: string | null;
            pinned: components["schemas"]["PinnedDto"] | null;
            resolved: components["schemas"]["ResolvedDto"] | null;
            /** @description Whether only the team sees it. */
            team_only: boolean;
        };
        /** @description A review's comments, oldest first; replies name their root. */
        CommentsDto: {
            /** @description The comments that the viewer may know. */
            comments: components["schemas"]["CommentDto"][];
        };
        /** @description Where the words of a copy were written first. */
        CopiedDto: {
            author: components["schemas"]["Person"] | null;
            /** @description In this other group; members only. */
            group: string | null;
            /**
             * Format: int32
             * @description How sure it is that the markers lie at the same thing, in percent; none when nobody has looked.
             */
            sure: number | null;
            /**
             * Format: int32
             * @description On the version with this number.
             */
            version_number: number;
        };
        /** @description One comment to copy. */
        CopiedOneDto: {
            /** @description Which. */
            comment: string;
            /** @description Where it points on the new version; absent for the same places. */
            markers?: components["schemas"]["Marker"][] | null;
            /**
             * Format: int32
             * @description How sure that is, in percent.
             */
            sure?: number | null;
        };
        /** @description Comments to copy into a review. */
        CopyComments: {
            /** @description Which; their replies come with them. */
            comments: components["schemas"]["CopiedOneDto"][];
            /** @description The review they are in: of the same file, in any group. */
            from: string;
            /** @description Whether only the team sees the copies. */
            team_only?: boolean;
        };
        /** @description What became of comments that were to be copied, replies included. */
        CopyResultDto: {
            /** @description How many were copied. */
            copied: number;
            /** @description How many have no words any more, because their author was erased. */
            gone: number;
            /** @description The copies that were made, each before the replies to it: what an undo deletes, last one first. */
            made: string[];
            /** @description How many were there already. */
            there: number;
        };
        /** @description Address and password. */
        Credentials: {
            email: string;
            password: string;
        };
        /** @description A page of the matrix. */
        DashboardDto: {
            /** @description What the viewer may do. */
            abilities: components["schemas"]["Ability"][];
            /** @description At most 50 files, the rows. */
            files: components["schemas"]["DashboardFileDto"][];
            /** @description Its groups, the columns. */
            groups: components["schemas"]["GroupDto"][];
            /** @description Where the next page begins. */
            next_cursor: string | null;
            /** @description The people of the groups. */
            people: components["schemas"]["Person"][];
            /** @description The project. */
            project: components["schemas"]["NamedDto"];
            /** @description Its sections. */
            sections: components["schemas"]["SectionDto"][];
            /** @description Counts over the whole project. */
            totals: components["schemas"]["TotalsDto"];
        };
        /** @description A row. */
        DashboardFileDto: {
            /** @description One for each group, in their order. */
            cells: components["schemas"]["CellDto"][];
            /** @description The file. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description Its section. */
            section: string;
            /** @description Its newest version. */
            version: components["schemas"]["Version"];
            /**
             * Format: int32
             * @description How many versions it has.
             */
            versions: number;
        };
        /** @description One reviewer's signed statement. */
        DecisionDto: {
            /** @description When. */
            at: components["schemas"]["i64"];
            /** @description The number of the certificate. */
            certificate: string;
            /** @description Its id. */
            id: string;
            /** @description The key that signed. */
            key_id: string;
            level: components["schemas"]["IdentityLevel"] | null;
            /** @description Who decided. */
            person: components["schemas"]["Person"];
            /** @description The statement of the same person that this one replaces or withdraws. */
            predecessor: string | null;
            /** @description What they added. */
            sentence: string | null;
            /** @description Whether the same person decided again, or withdrew it. */
            superseded: boolean;
            /** @description What. */
            verdict: components["schemas"]["Verdict"];
            /** @description On which version. */
            version: string;
            /**
             * Format: int32
             * @description That version's number.
             */
            version_number: number;
        };
        /** @description A decision with everything its certificate says. */
        DecisionPageDto: components["schemas"]["DecisionDto"] & {
            /** @description The command that verifies the certificate. */
            command: string;
            /** @description The signer's address, where the viewer may see it. */
            email: string | null;
            /** @description The file's name. */
            file_name: string;
            /** @description The group's name. */
            group_name: string;
            /** @description The sentence that the signer saw. */
            meaning: string;
            /** @description The other decisions of the review. */
            others: components["schemas"]["DecisionDto"][];
            /** @description The project's name. */
            project_name: string;
            /** @description The SHA-256 of the bytes in lower-case hexadecimal. */
            sha256: string;
            /**
             * Format: int64
             * @description The number of bytes.
             */
            size: number;
            /** @description The team's name. */
            team_name: string;
            /** @description The signer's time zone; UTC where the viewer may not learn who they are. */
            time_zone: string;
        };
        /** @description One reviewer's state on one review. */
        DotDto: {
            at: components["schemas"]["i64"] | null;
            level: components["schemas"]["IdentityLevel"] | null;
            /** @description Who. */
            person: components["schemas"]["Person"];
            /** @description What they added to the decision. */
            sentence: string | null;
            /** @description What they did. */
            state: components["schemas"]["DotState"];
            /**
             * Format: int32
             * @description On which version.
             */
            version_number: number | null;
        };
        /**
         * @description What a reviewer did.
         * @enum {string}
         */
        DotState: "open" | "opened" | "approve" | "approve_with_changes" | "request_changes" | "reject";
        /** @description A review of an older version. */
        EarlierReviewDto: {
            /** @description Its id. */
            id: string;
            /** @description Where it stood. */
            status: components["schemas"]["Status"];
            /**
             * Format: int32
             * @description Its version's number.
             */
            version_number: number;
        };
        /** @description New words. */
        EditComment: {
            /** @description The words. */
            body: components["schemas"]["Body"];
        };
        /** @description Like `GET /me` for somebody who has just come in; the review links of the browser are left to that. */
        Entered: {
            guest: null;
            member: components["schemas"]["MemberPart"];
            product: components["schemas"]["EnteredProduct"];
            setup_needed: boolean;
        };
        /** @description The product and what protects its keys. */
        EnteredProduct: {
            key_protection: components["schemas"]["KeyProtection"];
            version: string;
        };
        /**
         * Format: binary
         * @description The bytes of a file, as they are.
         */
        FileBytes: string;
        /** @description What to change about a file. */
        FileChange: {
            /** @description Another name, 1–200 characters; it stays when versions are added. */
            name?: string | null;
            /**
             * Format: int32
             * @description Another place in its section, from 0.
             */
            position?: number | null;
            /** @description Another section of the same project. */
            section?: string | null;
        };
        /** @description One group that a link leads to. */
        GrantDto: {
            /** @description The group. */
            group: string;
            /** @description Its name. */
            group_name: string;
            person: components["schemas"]["Person"] | null;
            /** @description Its project. */
            project: string;
            /** @description The project's name. */
            project_name: string;
            /** @description The team's name. */
            team_name: string;
        };
        /** @description A reviewer group. */
        GroupDto: {
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
            /**
             * Format: int64
             * @description Its place among the project's groups.
             */
            position: number;
            /**
             * Format: int32
             * @description How many reviewers are invited.
             */
            reviewers: number;
            /** @description What it allows. */
            settings: components["schemas"]["GroupSettingsDto"];
        };
        /** @description A group on a review's page. */
        GroupLinkDto: {
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description What it allows. */
            settings: components["schemas"]["GroupSettingsDto"];
        };
        /** @description A group with its people and its link. */
        GroupPageDto: {
            /** @description What the viewer may do. */
            abilities: components["schemas"]["Ability"][];
            /** @description The group. */
            group: components["schemas"]["GroupDto"];
            /** @description Its link. */
            link: components["schemas"]["LinkDto"];
            /** @description Its project. */
            project: components["schemas"]["NamedDto"];
            /** @description Its people, in the order in which they came. */
            reviewers: components["schemas"]["ReviewerDto"][];
            /** @description Whether mail is sent from here, so that invitations arrive by themselves and codes can be asked for. */
            sends_mail: boolean;
        };
        /** @description Another group and its review of this version. */
        GroupReviewDto: {
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description Its review. */
            review: string | null;
        };
        /** @description What a group allows. */
        GroupSettingsDto: {
            /** @description What happens in the group's reviews is gathered into mails for those who want them. */
            activity_mails: boolean;
            /** @description Reviewers do not learn each other's names. */
            anonymous: boolean;
            /** @description "Approve with changes" is offered. */
            approve_with_changes: boolean;
            /** @description Guests may comment. */
            comment: components["schemas"]["ByPhase"];
            /** @description Guests may take the original away. */
            download: components["schemas"]["ByPhase"];
            /** @description The group's link alone does not let anybody in. */
            invited_only: boolean;
            link_expires_at: components["schemas"]["i64"] | null;
            /** @description A mailed code is asked for once on each device, before anything opens. */
            mailed_code: boolean;
            /** @description Links ask for a password. */
            password_set: boolean;
            /** @description "Reject" is offered. */
            reject: boolean;
            /** @description Guests may add a version to what is not approved. */
            reviewer_upload: boolean;
            /** @description A mail says that a review has started. */
            started_mails: boolean;
        };
        /** @description What a browser's review links lead to. */
        GuestPart: {
            /** @description One for each group. */
            grants: components["schemas"]["GrantDto"][];
        };
        /** @description What to do with an invitation. */
        Handle: {
            step: components["schemas"]["Step"];
        };
        /** @description How the server is. */
        Health: {
            /** @description Always "ok" in a 200 answer. */
            status: string;
        };
        /** Format: int64 */
        i64: number;
        /** @description Who a guest says they are. */
        Identify: {
            /** @description Their address; it stays self-asserted. */
            email: string;
            /** @description In which group. */
            group: string;
            /** @description Their name. */
            name: string;
        };
        /**
         * @description What stood behind an identity when it acted.
         * @enum {string}
         */
        IdentityLevel: "link" | "mailbox" | "password" | "sso" | "mfa" | "passkey" | "eid";
        /** @description A page of the inbox, newest first. */
        Inbox: {
            items: components["schemas"]["InboxItem"][];
            /** @description Where the next page begins; null at the end. */
            next: string | null;
        };
        /** @description Something that one was told. */
        InboxItem: {
            /** @description UTC milliseconds. */
            at: components["schemas"]["i64"];
            comment: string | null;
            id: string;
            /** @description What it is. */
            kind: components["schemas"]["InboxKind"];
            person: components["schemas"]["Person"] | null;
            place: components["schemas"]["InboxPlace"] | null;
            /** @description Whether only the team knows it. */
            team_only: boolean;
            unread: boolean;
            verdict: components["schemas"]["Verdict"] | null;
            /** @description The beginning of what they wrote. */
            words: string | null;
        };
        /**
         * @description What somebody is told in the inbox.
         * @enum {string}
         */
        InboxKind: "mention" | "reply" | "decision" | "review_started" | "due_soon" | "overdue" | "invitation_accepted";
        /** @description A review in words. */
        InboxPlace: {
            due_at: components["schemas"]["i64"] | null;
            due_zone: string | null;
            file_name: string;
            group_name: string;
            project_name: string;
            review: string;
            /** Format: int32 */
            version_number: number;
        };
        /** @description An open invitation. */
        Invitation: {
            /** @description UTC milliseconds. */
            created_at: components["schemas"]["i64"];
            email: string;
            /** @description UTC milliseconds. */
            expires_at: components["schemas"]["i64"];
            id: string;
            name: string;
            /** @description The role that it gives. */
            role: components["schemas"]["Role"];
            /** @description The link to hand over; null when the role is above one's own. */
            url: string | null;
        };
        /** @description Somebody to invite. */
        InvitationInput: {
            email: string;
            name: string;
            /** @description Not above one's own. */
            role: components["schemas"]["Role"];
        };
        /** @description What the invited person sees. */
        InvitationLook: {
            email: string;
            name: string;
            team_name: string;
        };
        /** @description The link's fragment. */
        InvitationSecret: {
            secret: string;
        };
        /** @description The invitation that was made. */
        Invited: {
            id: string;
            /** @description The link to hand over. */
            url: string;
        };
        /**
         * @description Who else gets the keys when they get the data.
         * @enum {string}
         */
        KeyProtection: "beside_data" | "separate_file" | "passphrase" | "external" | "unknown";
        /**
         * @description What a file is, as far as review is concerned.
         * @enum {string}
         */
        Kind: "image" | "pdf" | "svg" | "video" | "audio" | "office" | "archive" | "html" | "other";
        /** @description Who agrees with a comment. */
        LikesDto: {
            /** @description How many people. */
            count: number;
            /** @description Whether the viewer is one of them. */
            own: boolean;
            /** @description The first fifty of them. */
            people: components["schemas"]["Person"][];
        };
        /** @description A group's link. */
        LinkDto: {
            /** @description Since when. */
            created_at: components["schemas"]["i64"];
            /** @description The name of who made it. */
            created_by: string;
            expires_at: components["schemas"]["i64"] | null;
            /** @description Its id. */
            id: string;
            /** @description The whole address, secret included. */
            url: string;
        };
        /** @description The token of a one-time link. */
        LinkToken: {
            token: string;
        };
        /** @description The word of a link. */
        LinkWord: {
            token: string;
        };
        /** @description Items to mark. */
        Mark: {
            /** @description All of them. */
            all?: boolean;
            /** @description These; at most 200. */
            items?: string[];
            /** @description Read, or unread again; only named items can be made unread. */
            read: boolean;
            /** @description Those about this review. */
            review?: string | null;
        };
        /** @description One place. */
        Marker: {
            /** @description The place on them, described in one or more ways. */
            selectors: components["schemas"]["Selector"][];
            /** @description The bytes it lies on. */
            target: components["schemas"]["Target"];
        };
        /** @description Who this browser is. */
        Me: {
            guest: components["schemas"]["GuestPart"] | null;
            member: components["schemas"]["MemberPart"] | null;
            /** @description The product. */
            product: components["schemas"]["Product"];
            /** @description Whether the installation has no team yet. */
            setup_needed: boolean;
        };
        /** @description The signed-in member. */
        MemberPart: {
            /** @description What the member may do in the team. */
            abilities: components["schemas"]["Ability"][];
            /** @description The address that signs in. */
            email: string;
            person: components["schemas"]["Person"];
            /** @description Their role. */
            role: components["schemas"]["Role"];
            /** @description The session that asks. */
            session: string;
            team: components["schemas"]["TeamPart"];
        };
        /** @description Where a file moves. */
        MoveFile: {
            /** @description Whether reviews that await decisions may be closed. */
            close_reviews?: boolean;
            /** @description Into which project. */
            project: string;
            /** @description Under which section; without one it is the first. */
            section?: string | null;
        };
        /** @description Something with a name. */
        NamedDto: {
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description A comment to write. */
        NewComment: {
            /** @description Files that were stored for it. */
            attachments?: string[];
            /** @description Its words. */
            body: components["schemas"]["Body"];
            /**
             * Format: uuid
             * @description Chosen by the client; sending it again is answered with the same comment.
             */
            client_id: string;
            /** @description Where it points. */
            markers?: components["schemas"]["Marker"][];
            /** @description The comment it replies to. */
            parent?: string | null;
            /** @description Whether only the team sees it. */
            team_only?: boolean;
        };
        /** @description A decision to make. */
        NewDecision: {
            /** @description Comments that were kept back until now; they are written in the same moment, and the signature covers them. */
            comments?: components["schemas"]["NewComment"][];
            /** @description The language in which the meaning was shown. */
            locale: string;
            /** @description The signer's own decision that this one replaces. */
            predecessor?: string | null;
            /** @description What is added. */
            sentence?: string | null;
            /** @description The SHA-256 of the bytes that the signer saw, in lower-case hexadecimal. */
            sha256: string;
            /** @description What is decided. */
            verdict: components["schemas"]["Verdict"];
            /** @description The signer's IANA time zone. */
            zone: string;
        };
        /** @description A group to make. */
        NewGroup: {
            /** @description Its name. */
            name: string;
        };
        /** @description A project that is about to be made. */
        NewProject: {
            /** @description Its name, 1–200 characters. */
            name: string;
        };
        /** @description Somebody to invite. */
        NewReviewer: {
            /** @description Their address. */
            email: string;
            /** @description Their name. */
            name: string;
        };
        /** @description A section that is about to be made. */
        NewSection: {
            /** @description Its name, 1–200 characters. */
            name: string;
        };
        /** @description What one wants to hear of, and by which way. */
        NotificationSettings: {
            bounced_at: components["schemas"]["i64"] | null;
            /**
             * Format: int32
             * @description For how many minutes activity is gathered before a mail; 0 for never.
             */
            digest_minutes: number;
            /** @description Where mails go. */
            email: string | null;
            /** @description Whether mails are sent at all. */
            sends_mail: boolean;
            topics: components["schemas"]["TopicWays"][];
            /** @description The zone of one's mornings; null as long as none was chosen. */
            zone: string | null;
        };
        /** @description Where an opened link leads. */
        OpenedLinkDto: {
            /** @description The group. */
            group: string;
            /** @description The group's name. */
            group_name: string;
            /** @description The project. */
            project: string;
            /** @description The project's name. */
            project_name: string;
            /** @description The first review that is open, else the first one. */
            review: string | null;
            /** @description The team's name. */
            team_name: string;
        };
        /** @description What opens a review link. */
        OpenLink: {
            /** @description The password, where the group has one. */
            password?: string | null;
            /** @description What stands behind the `#`. */
            secret: string;
        };
        /** @description What could not be sent. */
        Outbox: {
            /** @description People whose mailbox took nothing the last time. */
            bounces: components["schemas"]["Bounced"][];
            /** @description Invitations that nobody got yet. */
            invitations: components["schemas"]["OutboxInvitation"][];
            /** @description Whether a mail server is set up. */
            sends_mail: boolean;
        };
        /** @description An invitation to hand over. */
        OutboxInvitation: {
            /**
             * Format: int32
             * @description The mail server's code; 0 for none.
             */
            code: number;
            /** @description UTC milliseconds. */
            created_at: components["schemas"]["i64"];
            email: string | null;
            id: string;
            /** @description What it is to. */
            kind: components["schemas"]["OutboxKind"];
            name: string;
            /** @description The team, or the project and its group. */
            place: string;
            /** @description Why it waits. */
            state: components["schemas"]["OutboxState"];
            /** @description The link to hand over; null when the role is above one's own. */
            url: string | null;
        };
        /**
         * @description What an invitation is to.
         * @enum {string}
         */
        OutboxKind: "team_invitation" | "group_invitation";
        /**
         * @description Why somebody has to pass an invitation on.
         * @enum {string}
         */
        OutboxState: "by_hand" | "bounced" | "failed";
        /** @description The projects page. */
        OverviewDto: {
            /** @description Reviews that await the viewer's decision, first due first. */
            awaiting: components["schemas"]["AwaitingDto"][];
            /** @description The team's projects. */
            projects: components["schemas"]["ProjectCardDto"][];
            /** @description Projects in the trash. */
            trashed: components["schemas"]["TrashedDto"][];
        };
        /** @description The old and the new password. */
        PasswordChange: {
            current: string;
            new: string;
        };
        /** @description A person as the viewer may see them. */
        Person: {
            /** @description Their address, when the viewer may see it. */
            email?: string;
            /** @description Whether they have no account. */
            guest: boolean;
            /** @description Who. */
            id: string;
            /** @description Up to two letters that stand for them. */
            initials: string;
            /** @description Their name. */
            name: string;
            /** @description A member's role. */
            role?: components["schemas"]["Role"];
        };
        /** @description Who keeps a comment on top, and since when. */
        PinnedDto: {
            /** @description When. */
            at: components["schemas"]["i64"];
            /** @description Who. */
            by: components["schemas"]["Person"];
        };
        /** @description A file by its name. */
        PlaceFileDto: {
            /** @description The file. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description In which project. */
            project: string;
            /** @description A review of its newest version, in the first group that has one. */
            review: string | null;
        };
        /** @description A project by its name. */
        PlaceProjectDto: {
            /** @description Its reviewer groups in order. */
            groups: components["schemas"]["NamedDto"][];
            /** @description The project. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description Its sections in order. */
            sections: components["schemas"]["NamedDto"][];
        };
        /** @description What the viewer can go to by its name. The search is the caller's: names are sealed where they lie. */
        PlacesDto: {
            /** @description Their files, the youngest version first, at most 2,000. */
            files: components["schemas"]["PlaceFileDto"][];
            /** @description Whether there are more files than these. */
            more_files: boolean;
            /** @description The team's projects, newest first. */
            projects: components["schemas"]["PlaceProjectDto"][];
        };
        /**
         * @description Where the tiles of a picture stand; `whole` when the display picture shows every pixel.
         * @enum {string}
         */
        PreviewDetail: "whole" | "pending" | "ready" | "failed";
        /** @description What became of a version's preview. */
        PreviewDto: {
            /** @description Whether finer detail than the display picture's is there. */
            detail: components["schemas"]["PreviewDetail"];
            /**
             * Format: int32
             * @description Pixels of the whole picture, 0 when unknown.
             */
            height: number;
            /**
             * Format: int32
             * @description Pages of a document, 0 when it has none.
             */
            pages: number;
            /** @description Why there is none. */
            reason: string | null;
            /** @description Where it stands. */
            state: components["schemas"]["PreviewState"];
            tiles: components["schemas"]["TilesDto"] | null;
            /**
             * Format: int32
             * @description Pixels of the whole picture, 0 when unknown.
             */
            width: number;
        };
        /**
         * @description Where a version's preview stands.
         * @enum {string}
         */
        PreviewState: "pending" | "ready" | "failed";
        /** @description An error as the client sees it. */
        Problem: {
            /** @description A stable word for scripts. */
            code: string;
            /** @description What happened, what is safe and what to do, for people. */
            detail: string;
            /** @description The input's field, for invalid input. */
            field?: string;
            /** @description The number under which the log holds the cause. */
            incident?: string;
            /**
             * Format: int32
             * @description Seconds to wait before trying again.
             */
            retry_after?: number;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The meaning in a few words. */
            title: string;
            /**
             * @description A page that explains the code.
             * @example about:blank#not_found
             */
            type: string;
        };
        /** @description The product and what protects its keys. */
        Product: {
            /** @description Who else gets the keys when they get the data. */
            key_protection: components["schemas"]["KeyProtection"];
            /** @description The version of the server. */
            version: string;
        };
        /** @description A project's card. */
        ProjectCardDto: {
            /**
             * Format: int32
             * @description How many files it has.
             */
            files: number;
            /** @description The project. */
            id: string;
            /** @description When something happened last. */
            last_activity: components["schemas"]["i64"];
            /** @description Its name. */
            name: string;
            next_due: components["schemas"]["i64"] | null;
            /**
             * Format: int32
             * @description How many are late.
             */
            overdue: number;
            /** @description Its reviewers. */
            people: components["schemas"]["Person"][];
            /** @description Reviews of newest versions by status. */
            reviews: components["schemas"]["StatusCountsDto"];
            /** @description At most three versions to show. */
            thumbnails: string[];
        };
        /** @description What to change about a project. */
        ProjectChange: {
            /** @description Another name, 1–200 characters. */
            name: string;
        };
        /** @description The project that was made. */
        ProjectMade: {
            id: string;
        };
        /** @description Favourites and archived projects. */
        ProjectMarks: {
            /** @description The team's archive, the last one first. */
            archived: components["schemas"]["ArchivedProject"][];
            /** @description Your favourites. */
            favourites: string[];
        };
        /** @description Who settled a comment, and when. */
        ResolvedDto: {
            /** @description When. */
            at: components["schemas"]["i64"];
            /** @description Who. */
            by: components["schemas"]["Person"];
        };
        /** @description A review's state. */
        ReviewDto: {
            due_at: components["schemas"]["i64"] | null;
            /** @description The zone in which that is read. */
            due_zone: string | null;
            /** @description Its id. */
            id: string;
            /** @description Whether it is closed for comments and decisions. */
            locked: boolean;
            /** @description Whether the moment has passed while decisions are awaited. */
            overdue: boolean;
            /** @description Where it stands. */
            status: components["schemas"]["Status"];
        };
        /** @description The version under review with the fingerprint that a decision is bound to. */
        ReviewedVersionDto: components["schemas"]["Version"] & {
            /** @description The SHA-256 of its bytes in lower-case hexadecimal. */
            sha256: string;
        };
        /** @description A reviewer of a group. */
        ReviewerDto: {
            /** @description Whether a decision is asked of them. */
            decides: boolean;
            /** @description When they were invited, or said who they are. */
            invited_at: components["schemas"]["i64"];
            last_seen_at: components["schemas"]["i64"] | null;
            level: components["schemas"]["IdentityLevel"] | null;
            /** @description Who. */
            person: components["schemas"]["Person"];
            /** @description The link of their own, for invited people without an account; only for those who manage the group. */
            url?: string;
        };
        /** @description Everything the review screen needs but the comments. */
        ReviewPageDto: {
            /** @description What the viewer may do. */
            abilities: components["schemas"]["Ability"][];
            /** @description Every decision, in order, superseded ones included. */
            decisions: components["schemas"]["DecisionDto"][];
            /** @description One per reviewer. */
            dots: components["schemas"]["DotDto"][];
            /** @description The file. */
            file: components["schemas"]["NamedDto"];
            /** @description The group. */
            group: components["schemas"]["GroupLinkDto"];
            /** @description The project's groups with their review of this version; members only. */
            groups: components["schemas"]["GroupReviewDto"][];
            /** @description The viewer. */
            me: components["schemas"]["ViewerDto"];
            /** @description Whether this is the newest of them. */
            newest: boolean;
            /** @description Who can be mentioned. */
            people: components["schemas"]["Person"][];
            /** @description The project. */
            project: components["schemas"]["NamedDto"];
            /** @description The review. */
            review: components["schemas"]["ReviewDto"];
            /** @description The files before and after. */
            siblings: components["schemas"]["SiblingsDto"];
            /** @description The team. */
            team: components["schemas"]["TeamNameDto"];
            /** @description The decisions that are offered. */
            verdicts: components["schemas"]["Verdict"][];
            /** @description The version under review. */
            version: components["schemas"]["ReviewedVersionDto"];
            /** @description The file's versions that the viewer may know, newest first. */
            versions: components["schemas"]["VersionEntryDto"][];
        };
        /**
         * @description A member's role.
         * @enum {string}
         */
        Role: "member" | "manager" | "admin" | "owner";
        /** @description A new link. */
        RotatedDto: {
            /** @description The whole address, secret included. */
            url: string;
        };
        /** @description What to change about a section. */
        SectionChange: {
            /** @description Another name, 1–200 characters. */
            name?: string | null;
            /**
             * Format: int32
             * @description Another place among the sections, from 0.
             */
            position?: number | null;
        };
        /** @description A section. */
        SectionDto: {
            /**
             * Format: int32
             * @description How many files it has.
             */
            count: number;
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description The section that was made. */
        SectionMade: {
            id: string;
        };
        /** @description One way to describe a place. */
        Selector: {
            /** @enum {string} */
            type: "FragmentSelector";
            /** @description The fragment. */
            value: string;
        } | {
            /** @description The text. */
            exact: string;
            /** @description The text before it. */
            prefix: string;
            /** @description The text after it. */
            suffix: string;
            /** @enum {string} */
            type: "TextQuoteSelector";
        } | {
            /**
             * Format: int32
             * @description The one after the last.
             */
            end: number;
            /**
             * Format: int32
             * @description The first.
             */
            start: number;
            /** @enum {string} */
            type: "TextPositionSelector";
        } | {
            /**
             * Format: int32
             * @description The page, from 1.
             */
            page?: number;
            /** @description Its points, from 0 to 1 of the page's width and height. */
            points: [
                number,
                number
            ][];
            /** @description What was drawn. */
            shape: components["schemas"]["Shape"];
            /** @enum {string} */
            type: "SvgSelector";
        };
        /** @description A session of one's own. */
        Session: {
            /** @description The network address that signed in. */
            address: string;
            /** @description The browser that signed in. */
            browser: string;
            /** @description UTC milliseconds. */
            created_at: components["schemas"]["i64"];
            /** @description Whether it is the one that asks. */
            current: boolean;
            id: string;
            /** @description UTC milliseconds, to the minute. */
            last_seen_at: components["schemas"]["i64"];
        };
        /** @description The open sessions. */
        Sessions: {
            sessions: components["schemas"]["Session"][];
        };
        /** @description A password for the group's links. */
        SetPassword: {
            /** @description The password; `null` for none. It must be said, so that a request that lost it takes nothing away. */
            password: string | null;
        };
        /** @description What to change. */
        SetSubscription: {
            /** @description Whether mails of this kind are sent from now on. */
            on: boolean;
            token: string;
        };
        /** @description What the first-run page shows. */
        Setup: {
            /** @description The server's word on itself. */
            checks: components["schemas"]["Check"][];
            /** @description Whether there is no team yet. */
            needed: boolean;
        };
        /** @description The first team and its owner. */
        SetupInput: {
            /** @description From the terminal. */
            code: string;
            email: string;
            name: string;
            password: string;
            team_name: string;
        };
        /**
         * @description What was drawn.
         * @enum {string}
         */
        Shape: "rectangle" | "ellipse" | "arrow" | "path";
        /** @description The reviews before and after this one among the group's files. */
        SiblingsDto: {
            /** @description The review of the file after. */
            next: string | null;
            /** @description This file's place, from 1. */
            position: number;
            /** @description The review of the file before. */
            previous: string | null;
            /** @description How many files there are. */
            total: number;
        };
        /** @description A piece of a paragraph. */
        Span: {
            /** @description The address; `http` or `https`. */
            link: string;
            /** @description What is shown for it. */
            text: string;
        } | {
            /** @description Who. */
            mention: string;
            /** @description Their name as the reader may see it; never stored. */
            name: string;
        } | {
            /** @description The text. */
            text: string;
        };
        /** @description The reviews that exist now. */
        StartedDto: {
            /** @description Their ids, version by version, in the order of the groups. */
            reviews: string[];
        };
        /** @description Reviews to start: every version in every group. */
        StartReviews: {
            due_at?: components["schemas"]["i64"] | null;
            /** @description The IANA zone in which that is read. */
            due_zone?: string | null;
            /** @description The groups. */
            groups: string[];
            /** @description The versions. */
            versions: string[];
        };
        /**
         * @description Where a review stands.
         * @enum {string}
         */
        Status: "review" | "request" | "changes_ok" | "approve" | "reject";
        /** @description Reviews by status. */
        StatusCountsDto: {
            /** Format: int32 */
            approve: number;
            /** Format: int32 */
            changes_ok: number;
            /** Format: int32 */
            reject: number;
            /** Format: int32 */
            request: number;
            /** Format: int32 */
            review: number;
        };
        /**
         * @description What to do with an invitation.
         * @enum {string}
         */
        Step: "done" | "send";
        /** @description What your team keeps, and what it may keep. */
        StorageUse: {
            /**
             * Format: int64
             * @description The most bytes of one file.
             */
            largest_file: number;
            /**
             * Format: int64
             * @description The most bytes; none without a limit.
             */
            limit: number | null;
            /**
             * Format: int64
             * @description Bytes of all versions, of the trash, and announced bytes of uploads under way.
             */
            used: number;
        };
        /** @description The judgement. */
        Strength: {
            /** @description What would make it better, in sentences. */
            advice: string[];
            /** @description Whether it is accepted. */
            ok: boolean;
            /**
             * Format: int32
             * @description 0 (guessed at once) to 4 (very hard to guess).
             */
            score: number;
        };
        /** @description A password to be judged. */
        StrengthQuestion: {
            /** @description What an attacker knows: name, address, team. */
            context?: string[];
            password: string;
        };
        /** @description How mails of one kind stand. */
        SubscriptionDto: {
            /** @description Whether they are sent. */
            on: boolean;
            /** @description Which. */
            topic: components["schemas"]["Topic"];
        };
        /** @description The bytes a marker lies on. */
        Target: {
            /** @description The SHA-256 of its bytes, in lower-case hexadecimal. */
            sha256: string;
            /** @description The version. */
            version: string;
        };
        /** @description A member of one's team. */
        TeamMemberDto: components["schemas"]["Person"] & {
            /** @description UTC milliseconds. */
            joined_at: components["schemas"]["i64"];
        };
        /** @description The team as its members see it. */
        TeamMembers: {
            /** @description What the viewer may do. */
            abilities: components["schemas"]["Ability"][];
            /** @description Empty for members who do not manage members. */
            invitations: components["schemas"]["Invitation"][];
            members: components["schemas"]["TeamMemberDto"][];
        };
        /** @description The team's name. */
        TeamNameDto: {
            /** @description Its name. */
            name: string;
        };
        /** @description The member's team. */
        TeamPart: {
            id: string;
            name: string;
        };
        /** @description A pyramid of square tiles; level 0 has every pixel, each further level one half of each edge, rounded up. */
        TilesDto: {
            /**
             * Format: int32
             * @description Number of levels.
             */
            levels: number;
            /**
             * Format: int32
             * @description Edge of a tile in pixels.
             */
            size: number;
        };
        /**
         * @description What people choose by.
         * @enum {string}
         */
        Topic: "mention" | "reply" | "decision" | "review_started" | "due" | "invitation_accepted" | "activity";
        /** @description The ways for one topic. */
        TopicWays: {
            /** @description By mail. */
            email: boolean;
            /** @description In the inbox; activity never is. */
            in_app: boolean;
            /** @description Which. */
            topic: components["schemas"]["Topic"];
        };
        /** @description Counts over the newest versions of all files of a project. */
        TotalsDto: {
            /**
             * Format: int32
             * @description Approved reviews, with or without changes.
             */
            approved: number;
            /**
             * Format: int32
             * @description Files.
             */
            files: number;
            /**
             * Format: int32
             * @description Reviews that ended with a request for changes or a rejection.
             */
            needs_changes: number;
            /**
             * Format: int32
             * @description Late reviews.
             */
            overdue: number;
            /**
             * Format: int32
             * @description Reviews.
             */
            reviews: number;
        };
        /** @description A project in the trash. */
        TrashedDto: {
            /** @description The project. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description Since when. */
            trashed_at: components["schemas"]["i64"];
        };
        /** @description How many items one has not read. */
        Unread: {
            /** @description Whether there may be more. */
            more: boolean;
            /**
             * Format: int32
             * @description At most 99.
             */
            unread: number;
        };
        /**
         * @description One reviewer's answer.
         * @enum {string}
         */
        Verdict: "approve" | "approve_with_changes" | "request_changes" | "reject" | "withdraw";
        /** @description A version of a file. */
        Version: {
            /**
             * Format: int64
             * @description When it was complete, in UTC milliseconds.
             */
            created_at: number;
            created_by: components["schemas"]["Person"] | null;
            /** @description Its extension in upper case, may be empty. */
            extension: string;
            /** @description Which one. */
            id: string;
            /** @description What it is. */
            kind: components["schemas"]["Kind"];
            /**
             * Format: int32
             * @description Its place in the file's history, from 1.
             */
            number: number;
            /**
             * Format: int64
             * @description Its size in bytes.
             */
            size: number;
        };
        /** @description A version in the version switch. */
        VersionEntryDto: {
            /** @description Its review in this group. */
            review: string | null;
            status: components["schemas"]["Status"] | null;
            /** @description The version. */
            version: components["schemas"]["Version"];
        };
        /** @description Who is looking. */
        ViewerDto: {
            /** @description Their current decision. */
            decision: string | null;
            /** @description Whether they are a member of the team. */
            is_member: boolean;
            /** @description Whether name and address must be given before commenting or deciding. */
            needs_identity: boolean;
            person: components["schemas"]["Person"] | null;
        };
        /** @description A decision to take back. */
        Withdrawal: {
            /** @description The language in which the meaning was shown. */
            locale: string;
            /** @description What is added. */
            sentence?: string | null;
            /** @description The signer's IANA time zone. */
            zone: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
