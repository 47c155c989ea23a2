"""Settings of an S3 store, read from the environment; imported only where one is configured."""

from boto3.s3.transfer import TransferConfig


def s3_storage(env) -> dict:
    """The entry of `STORAGES` for a bucket: private, encrypted where configured, never a whole file in memory."""
    # Parts are sent one after another: the library's default of ten at once would keep ten of them in memory.
    options = {
        "bucket_name": env("S3_BUCKET"),
        "endpoint_url": env("S3_ENDPOINT_URL", default=None),
        "region_name": env("S3_REGION", default="us-east-1"),
        "access_key": env("S3_ACCESS_KEY", default=None),
        "secret_key": env("S3_SECRET_KEY", default=None),
        "addressing_style": "path" if env("S3_ENDPOINT_URL", default="") else "auto",
        "signature_version": "s3v4",
        "default_acl": None,
        "file_overwrite": False,
        "querystring_auth": True,
        "transfer_config": TransferConfig(use_threads=False),
        "max_memory_size": 2**20,
        "object_parameters": _at_rest(env),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _at_rest(env) -> dict[str, str]:
    """Headers of every object in the bucket: a browser never renders it as a page, whatever type was declared."""
    parameters = {"ContentType": "application/octet-stream", "ContentDisposition": "attachment"}
    encryption = env("S3_ENCRYPTION", default="")
    if encryption:
        parameters["ServerSideEncryption"] = encryption
    key = env("S3_KMS_KEY", default="")
    if key:
        parameters["SSEKMSKeyId"] = key
    return parameters
