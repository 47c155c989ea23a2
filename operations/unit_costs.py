"""What one background task costs: seconds on a loaded machine with two cores, as upper bounds (docs/scale.md).

The end of a queue is forecast from them until the portal has measured its own tasks.
"""

UNIT_SECONDS = {
    "accounts.tasks.mail_reset_link": 0.1,
    "notifications.tasks.deliver_mailing": 0.5,
    "documents.tasks.inspect_content": 0.5,
    # 40 % scans of 0.2 s, 30 % photos of 0.3 s, 30 % Office files of 1.5 s
    "documents.tasks.make_preview": 0.6,
    # four pages of a scan at 7.1 s, or a photo at 4.4 s
    "documents.tasks.read_scan": 20.0,
    "documents.tasks.make_export": 5.0,
    "webhooks.tasks.deliver_webhook": 1.0,
    "evidence.tasks.look_for_hints": 0.1,
    "evidence.tasks.render_part": 3.0,
    "evidence.tasks.build_dossier_pdf": 60.0,
}
OTHER_SECONDS = 1.0
